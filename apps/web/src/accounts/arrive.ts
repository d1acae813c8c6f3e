/** Goes into the app after a sign-in: to where the person was going, if that is a page of ours, else home. */
export function arrive(): void {
  const to = new URLSearchParams(location.search).get('to') ?? '/';
  const target = new URL(to, location.origin);
  // A link could name another site to catch people who have just signed in.
  location.assign(target.origin === location.origin ? target.pathname + target.search : '/');
}

/** The page to sign in, that comes back to where one is now. */
export function signInAddress(): string {
  const here = location.pathname + location.search;
  return here === '/' ? '/login' : `/login?to=${encodeURIComponent(here)}`;
}
