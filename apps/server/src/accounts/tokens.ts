import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { Problem } from '@parlor/protocol';

/** Seconds that an access token is good for. */
export const ACCESS_SECONDS = 900;

// Longer than any of ours: what is larger is refused before it is decoded.
const LONGEST_TOKEN = 2_048;

/** What an access token says: whose it is, and of which session. */
export interface AccessClaims {
  readonly sub: string;
  readonly sid: string;
}

/** What the rest of the world must agree on before a token is believed: one algorithm, one issuer, one audience. */
export const TOKEN_RULES = { issuer: 'parlor', audience: 'parlor', algorithms: ['HS256' as const] };

/** Makes and reads the tokens of sessions. Every key is derived from the installation's secret. */
export class Tokens {
  readonly accessKey: Buffer;
  readonly #refreshKey: Buffer;
  readonly #jwt: JwtService;

  constructor(secretKey: string) {
    this.accessKey = derive(secretKey, 'parlor access token');
    this.#refreshKey = derive(secretKey, 'parlor refresh token');
    const { issuer, audience } = TOKEN_RULES;
    this.#jwt = new JwtService({
      secret: this.accessKey,
      signOptions: { issuer, audience, algorithm: 'HS256', expiresIn: ACCESS_SECONDS },
      verifyOptions: TOKEN_RULES,
    });
  }

  /** A new access token. */
  access(claims: AccessClaims): string {
    return this.#jwt.sign({ sub: claims.sub, sid: claims.sid });
  }

  /**
   * The claims of a token that is ours and still good.
   * @throws Problem `unauthenticated`, `token_expired`
   */
  read(token: string): AccessClaims {
    if (token.length > LONGEST_TOKEN) throw badToken();
    try {
      return claimsOf(this.#jwt.verify<Record<string, unknown>>(token));
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /** A first refresh token: its session's id, and a secret. */
  newRefresh(sessionId: string): string {
    return `${sessionId}.${randomBytes(32).toString('base64url')}`;
  }

  /**
   * The refresh token that follows. Always the same for the same one, so that an answer lost on its way,
   * or a second tab, gets the same successor again.
   */
  nextRefresh(sessionId: string, refresh: string): string {
    return `${sessionId}.${createHmac('sha256', this.#refreshKey).update(refresh).digest('base64url')}`;
  }

  /** The session a refresh token names; whether it is right is the store's to say. */
  sessionOf(refresh: string): string | undefined {
    return /^(?<session>[0-9a-f-]{36})\.[\w-]{43}$/.exec(refresh)?.groups?.session;
  }

  /** What is stored of a refresh token. It is random enough that a plain hash cannot be guessed back. */
  hashOf(refresh: string): string {
    return createHash('sha256').update(refresh).digest('base64url');
  }
}

/** The claims of a verified payload. @throws Problem `unauthenticated` */
export function claimsOf(payload: Readonly<Record<string, unknown>>): AccessClaims {
  const { sub, sid } = payload;
  if (typeof sub !== 'string' || typeof sid !== 'string') throw badToken();
  return { sub, sid };
}

/** Why a token was not believed, as the client is told. */
export function refusalOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Error && error.name === 'TokenExpiredError') {
    return new Problem('token_expired', { detail: 'Ask POST /api/v1/auth/refresh for a new one.' });
  }
  return badToken();
}

function badToken(): Problem {
  return new Problem('unauthenticated', { detail: 'The access token is not good. Sign in again.' });
}

function derive(secretKey: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', purpose, 32));
}
