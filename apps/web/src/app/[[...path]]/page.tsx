import { App } from '../../shell/app.tsx';

export const dynamicParams = false;

/** One page for every address that is no page of its own: the server answers them all with it. */
export function generateStaticParams() {
  return [{ path: [] }];
}

/** The app itself; which screen it shows is read from the address in the browser. */
export default function Page() {
  return <App />;
}
