import type { FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_MS } from './sessions.service.ts';

/** The cookie that renews a session and does nothing else. */
export const REFRESH_COOKIE = 'parlor_refresh';

/** Only requests to the routes of `auth` carry it. */
const PATH = '/api/v1/auth';

/** How the request came. */
export type Scheme = 'http' | 'https';

/** Sets the refresh cookie: out of reach of scripts, of other sites and, over HTTPS, of the network. */
export function setRefreshCookie(reply: FastifyReply, token: string, scheme: Scheme): void {
  reply.setCookie(REFRESH_COOKIE, token, {
    path: PATH,
    httpOnly: true,
    sameSite: 'strict',
    secure: scheme === 'https',
    maxAge: SESSION_MS / 1_000,
  });
}

/** Takes the refresh cookie away. */
export function clearRefreshCookie(reply: FastifyReply, scheme: Scheme): void {
  reply.clearCookie(REFRESH_COOKIE, {
    path: PATH,
    httpOnly: true,
    sameSite: 'strict',
    secure: scheme === 'https',
  });
}

/** The refresh token of a request, if it has one. */
export function refreshTokenOf(request: FastifyRequest): string | undefined {
  return request.cookies[REFRESH_COOKIE];
}
