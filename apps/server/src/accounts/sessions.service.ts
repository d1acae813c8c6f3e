import type { Actor } from './actor.ts';

/** Why a session ended: it says with which code its connections are closed. */
export type SessionEnd = 'signed_out' | 'suspended';

/** Signs people in and out, and knows which sessions live. */
export class SessionsService {
  /**
   * Says who asks by this access token.
   * @throws Problem `unauthenticated`, `token_expired`
   */
  authenticate(_token: string): Promise<Actor> {
    throw new Error('not built yet');
  }

  /** Registers who closes a session's connections; called at once on this node. */
  onEnded(_listener: (sessionId: string, code: SessionEnd) => void): void {
    throw new Error('not built yet');
  }
}
