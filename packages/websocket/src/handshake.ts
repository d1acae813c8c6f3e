import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type ExtensionOffer, parseExtensions } from './extensions.ts';

/** What a client asks for, after every check of RFC 6455 4.2.1. */
export interface Handshake {
  readonly ok: true;
  /** The request's target: path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The page the request comes from, as browsers say; undefined without the header. */
  readonly origin: string | undefined;
  /** The sub-protocols offered, the one liked best first. */
  readonly protocols: readonly string[];
  /** The extensions offered, the one liked best first. */
  readonly extensions: readonly ExtensionOffer[];
  /** The `Sec-WebSocket-Key`. */
  readonly key: string;
}

/** An HTTP answer in place of the upgrade; give it to `refuseUpgrade`. */
export interface Refusal {
  readonly ok: false;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as text, or as JSON when it is an object. */
  readonly body?: string | object;
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** Sixteen bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** The `Sec-WebSocket-Accept` that answers `key` (RFC 6455 4.2.2). */
export function acceptKey(key: string): string {
  return createHash('sha1')
    .update(key + GUID)
    .digest('base64');
}

/**
 * Reads the opening handshake from an upgrade request (RFC 6455 4.2.1).
 *
 * It says whether the request is a proper WebSocket handshake. Whether this client may come in (`Origin`,
 * credentials, path) is for the application to judge, before `acceptUpgrade` or `refuseUpgrade`.
 */
export function parseHandshake(request: IncomingMessage): Handshake | Refusal {
  const { headers } = request;
  const refusal = checkRequest(request);
  if (refusal !== undefined) return refusal;
  const key = headers['sec-websocket-key'] ?? '';
  if (!KEY.test(key)) return refuse(400, 'Sec-WebSocket-Key must be 16 bytes in base64.');
  const protocols = parseProtocols(headers['sec-websocket-protocol']);
  if (protocols === undefined)
    return refuse(400, 'Sec-WebSocket-Protocol must be a list of different tokens.');
  const extensions = parseExtensions(headers['sec-websocket-extensions']);
  if (extensions === undefined) return refuse(400, 'Sec-WebSocket-Extensions is not of its form.');
  return { ok: true, url: request.url ?? '/', headers, origin: headers.origin, protocols, extensions, key };
}

/** Whether a comma-separated header names `token`, in any case. */
export function hasToken(header: string | undefined, token: string): boolean {
  return (header ?? '').split(',').some((part) => part.trim().toLowerCase() === token);
}

function checkRequest(request: IncomingMessage): Refusal | undefined {
  const { headers } = request;
  if (request.method !== 'GET') return refuse(405, 'A WebSocket is opened by GET.', { Allow: 'GET' });
  if (request.httpVersionMajor < 1 || (request.httpVersionMajor === 1 && request.httpVersionMinor < 1)) {
    return refuse(400, 'A WebSocket needs HTTP/1.1.');
  }
  if (!hasToken(headers.upgrade, 'websocket') || !hasToken(headers.connection, 'upgrade')) {
    return refuse(426, 'This is a WebSocket.', { Upgrade: 'websocket', Connection: 'Upgrade, close' });
  }
  if (headers.host === undefined) return refuse(400, 'Host is missing.');
  // A body would be taken for frames, and by a proxy in between perhaps for another request.
  if ((headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined) {
    return refuse(400, 'A handshake has no body.');
  }
  if (headers['sec-websocket-version'] !== '13') {
    return refuse(426, 'Only version 13 is spoken here.', {
      'Sec-WebSocket-Version': '13',
      Upgrade: 'websocket',
      Connection: 'Upgrade, close',
    });
  }
  return undefined;
}

function parseProtocols(header: string | undefined): readonly string[] | undefined {
  if (header === undefined) return [];
  const protocols = header.split(',').map((part) => part.trim());
  const isValid = protocols.every((name) => TOKEN.test(name)) && new Set(protocols).size === protocols.length;
  return isValid ? protocols : undefined;
}

function refuse(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Refusal {
  return { ok: false, status, headers, body };
}
