import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { malformed } from '@parlor/protocol';
import { HANDSHAKE_SERVER_OPTIONS } from '@parlor/websocket';
import type { FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.ts';
import type { Logger } from '../operations/logger.ts';
import { problemPath } from './problem-document.ts';

/** Largest body of a JSON request, in bytes. */
const BODY_LIMIT = 131_072;

interface FastifyParts {
  readonly config: Pick<Config, 'trustProxy'>;
  /** Answers a failure that comes before any route. */
  readonly answerFailure: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;
}

/** Fastify's options: what is believed about a request, and how large it may be. */
export function fastifyOptions({ config, answerFailure }: FastifyParts) {
  return {
    // Who has not asked for anything within 10 s, be it a page or a socket, holds no connection.
    http: HANDSHAKE_SERVER_OPTIONS,
    trustProxy: config.trustProxy,
    bodyLimit: BODY_LIMIT,
    // Idle keep-alive connections do not hold up the end; requests in flight are waited for.
    forceCloseConnections: 'idle',
    // `__proto__` in a body is a field nobody asked for, and is ignored as any such field.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    genReqId: requestId,
    frameworkErrors: answerFailure,
    clientErrorHandler: answerBrokenRequest,
    routerOptions: { maxParamLength: 300 },
  } satisfies FastifyHttpOptions<Server>;
}

/** Headers that every answer has: what it may do in a browser, and which request it is for. */
export function addHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'browsing-topics=()',
      'content-security-policy':
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    });
    // What is asked for in one's own name is nobody else's, and in no cache.
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
  });
}

/** Tells of every request, for debugging: its route, never its address, which may hold what is nobody's business. */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onResponse', async (request, reply) => {
    const { id: requestId, method, routeOptions } = request;
    const { userId } = (request as FastifyRequest & { user?: { userId?: string } }).user ?? {};
    const ms = Math.round(reply.elapsedTime);
    logger.debug('request', {
      requestId,
      userId,
      method,
      route: routeOptions.url,
      status: reply.statusCode,
      ms,
    });
  });
}

/** What is not even HTTP gets a problem too, as far as there is somebody to tell. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify({
    type: problemPath('invalid_input'),
    ...malformed('This is not well-formed HTTP.').toJSON(),
  });
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** The client's own id for the request, when it is one that can stand in a log; else one of ours. */
function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  if (typeof given === 'string' && /^[\w.-]{1,64}$/.test(given)) return given;
  return `req_${randomBytes(9).toString('base64url')}`;
}
