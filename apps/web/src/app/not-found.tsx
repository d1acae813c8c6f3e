/** For addresses that look like a file that is not there; every other one is answered by the app itself. */
export default function NotFound() {
  return (
    <main className="lonely">
      <h1>There is no such page</h1>
      <a className="button" href="/">
        Go to your rooms
      </a>
    </main>
  );
}
