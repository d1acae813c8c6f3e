import { Problem } from '@parlor/protocol';
import type { Actor } from './actor.ts';
import { isApiToken } from './api-token.ts';
import type { ApiTokensService } from './api-tokens.service.ts';
import type { SessionsService } from './sessions.service.ts';

/** Says who asks, by whatever token they send: over REST and over every socket. */
export class Authenticator {
  readonly #sessions: SessionsService;
  readonly #apiTokens: ApiTokensService;

  constructor(sessions: SessionsService, apiTokens: ApiTokensService) {
    this.#sessions = sessions;
    this.#apiTokens = apiTokens;
  }

  /** @throws Problem `unauthenticated`, `token_expired` */
  authenticate(token: string): Promise<Actor> {
    return isApiToken(token) ? this.#apiTokens.authenticate(token) : this.#sessions.authenticate(token);
  }

  /** Whether what somebody was let in by is still good: asked once their connection can be found and closed. */
  async isGood({ userId, sessionId, scopes }: Actor): Promise<boolean> {
    if (scopes !== undefined) return this.#apiTokens.isGood(sessionId);
    return this.#sessions.actorOf({ sub: userId, sid: sessionId }).then(
      () => true,
      (error: unknown) => !(error instanceof Problem),
    );
  }
}
