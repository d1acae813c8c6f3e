import type { FastifyRequest } from 'fastify';

/** Where a request comes from, as its person will recognise it in the list of sessions. */
export interface Device {
  readonly address: string;
  readonly userAgent: string;
}

/** The device of a request; the address is the client's as far as the proxies are trusted. */
export function deviceOf(request: FastifyRequest): Device {
  return { address: request.ip, userAgent: (request.headers['user-agent'] ?? '').slice(0, 255) };
}
