import type { SignedIn } from '@parlor/contract';

/** What asking for a new access token came to. */
export type Refreshed =
  | { readonly name: 'signed-in'; readonly answer: SignedIn }
  | { readonly name: 'signed-out' }
  | { readonly name: 'unreachable' };

/** A token this close to its end is renewed before it is used, in milliseconds. */
const MARGIN = 30_000;

let token: string | undefined;
let endsAt = 0;
let refreshing: Promise<Refreshed> | undefined;

/** The access token, in memory alone: no script that comes later finds it in a storage. */
export function accessToken(): string | undefined {
  return Date.now() < endsAt - MARGIN ? token : undefined;
}

/** Keeps what a sign-in answered. */
export function keepToken(answer: SignedIn): void {
  token = answer.accessToken;
  endsAt = Date.now() + answer.expiresIn * 1_000;
}

/** Forgets the token: signed out. */
export function dropToken(): void {
  token = undefined;
  endsAt = 0;
}

/** Asks for a new token by the refresh cookie. However many ask at once, one request goes out. */
export function refreshToken(): Promise<Refreshed> {
  refreshing ??= askForToken().finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

async function askForToken(): Promise<Refreshed> {
  try {
    const response = await fetch('/api/v1/auth/refresh', { method: 'POST', credentials: 'same-origin' });
    if (response.status === 401 || response.status === 403) {
      dropToken();
      return { name: 'signed-out' };
    }
    if (!response.ok) return { name: 'unreachable' };
    const answer = (await response.json()) as SignedIn;
    keepToken(answer);
    return { name: 'signed-in', answer };
  } catch {
    return { name: 'unreachable' };
  }
}
