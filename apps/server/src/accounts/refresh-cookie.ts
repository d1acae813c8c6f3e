import type { FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_MS } from './sessions.service.ts';

/** The cookie that renews a session and does nothing else. */
export const REFRESH_COOKIE = 'parlor_refresh';

/** Only requests to the routes of `auth` carry it. */
const PATH = '/api/v1/auth';

/** Sets the refresh cookie: out of reach of scripts, of other sites and, over HTTPS, of the network. */
export function setRefreshCookie(reply: FastifyReply, token: string, isSecure: boolean): void {
  reply.setCookie(REFRESH_COOKIE, token, {
    path: PATH,
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure,
    maxAge: SESSION_MS / 1_000,
  });
}

/** Takes the refresh cookie away. */
export function clearRefreshCookie(reply: FastifyReply, isSecure: boolean): void {
  reply.clearCookie(REFRESH_COOKIE, { path: PATH, httpOnly: true, sameSite: 'strict', secure: isSecure });
}

/** The refresh token of a request, if it has one. */
export function refreshTokenOf(request: FastifyRequest): string | undefined {
  return request.cookies[REFRESH_COOKIE];
}
