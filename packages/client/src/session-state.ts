import type { Author, Welcome } from '@parlor/protocol';
import type { Clock } from './clock.ts';
import type { Transport } from './transport.ts';

/** Why a session will not come back by itself. */
export type ClosedReason = 'asked' | 'signed-out' | 'suspended' | 'too-old' | 'refused';

/** Where a session stands. `offline` waits until `retryAt` (milliseconds since the epoch), then connects again. */
export type SessionState =
  | { readonly name: 'connecting'; readonly attempt: number }
  | { readonly name: 'connected'; readonly welcome: Welcome; readonly user: Author | null }
  | {
      readonly name: 'offline';
      readonly attempt: number;
      readonly retryAt: number;
      readonly code: number;
      readonly reason: string;
    }
  | { readonly name: 'closed'; readonly reason: ClosedReason };

/**
 * Gives an access token, a fresh one when `refresh` says the last was refused.
 * `null`: there is no sign-in any more. A throw: it could not be asked now, and the session tries again later.
 */
export type GetToken = (wish: { readonly refresh: boolean }) => Promise<string | null>;

/** What a session is made of. Without `getToken` it is anonymous, as on the lite server. */
export interface SessionOptions {
  readonly transport: Transport;
  readonly getToken?: GetToken;
  readonly clock?: Clock;
}
