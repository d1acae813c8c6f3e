import type { SignedIn } from '@parlor/contract';
import type { FastifyReply } from 'fastify';
import type { Config } from '../config/config.ts';
import { deviceOf } from '../http/device.ts';
import type { KnownRequest } from './current-actor.ts';
import { type Scheme, setRefreshCookie } from './refresh-cookie.ts';
import type { SessionsService, SessionTokens } from './sessions.service.ts';
import { ACCESS_SECONDS } from './tokens.ts';
import { toMe } from './user.ts';
import type { UserRow } from './users.repository.ts';

/** What every way of signing in answers: an access token, and the cookie that renews it. */
export class SignIns {
  readonly #sessions: SessionsService;
  readonly #config: Pick<Config, 'baseUrl'>;

  constructor(sessions: SessionsService, config: Pick<Config, 'baseUrl'>) {
    this.#sessions = sessions;
    this.#config = config;
  }

  /** Begins a session of who has shown who they are. @throws Problem `unauthenticated` when that changed meanwhile */
  async begin(user: UserRow, request: KnownRequest, reply: FastifyReply): Promise<SignedIn> {
    const seen = { passwordHash: user.password_hash };
    const tokens = await this.#sessions.open(user.id, deviceOf(request), seen);
    return this.answer(toMe(user), tokens, request, reply);
  }

  /** Answers with a session's tokens. */
  answer(
    user: SignedIn['user'],
    { accessToken, refreshToken }: SessionTokens,
    request: KnownRequest,
    reply: FastifyReply,
  ): SignedIn {
    setRefreshCookie(reply, refreshToken, this.schemeOf(request));
    return { user, accessToken, expiresIn: ACCESS_SECONDS };
  }

  /** How people reach the server: it decides whether cookies are for HTTPS alone. */
  schemeOf({ protocol }: KnownRequest): Scheme {
    return this.#config.baseUrl?.startsWith('https:') ? 'https' : protocol;
  }
}
