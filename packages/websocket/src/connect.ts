import { randomBytes } from 'node:crypto';
import {
  type ClientRequest,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { Connection } from './connection.ts';
import { parseExtensions } from './extensions.ts';
import { acceptKey, hasToken } from './handshake.ts';
import { limitsOf } from './limits.ts';
import { agreeAsClient, offerDeflate } from './permessage-deflate.ts';
import type { WebSocket, WebSocketOptions } from './websocket.ts';

/** What a client may choose. */
export interface ConnectOptions extends WebSocketOptions {
  /** Sub-protocols to offer, the one liked best first. */
  readonly protocols?: readonly string[] | undefined;
  /** More headers for the request, such as `Authorization` or `Origin`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds for the whole opening: name, TCP, TLS and answer. 10,000 by default. */
  readonly handshakeTimeoutMs?: number | undefined;
  /** Gives up the opening, or cuts nothing once it is open. */
  readonly signal?: AbortSignal | undefined;
  /** For `wss:`: certificates and the like, as `https.request` takes them. */
  readonly tls?:
    | Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'servername'>
    | undefined;
}

/** Why a connection was not opened. */
export type ConnectErrorCode = 'refused' | 'unreachable' | 'timeout' | 'aborted' | 'bad_answer';

/** The connection was not opened. With `refused`, the server's HTTP answer is here. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly code: ConnectErrorCode;
  /** The HTTP status, 0 when there was none. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The first 64 KiB of the answer's body, as text. */
  readonly body: string;

  constructor(code: ConnectErrorCode, message: string, details: ConnectErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.status = details.status ?? 0;
    this.headers = details.headers ?? {};
    this.body = details.body ?? '';
  }
}

/** What is known about a failed opening. */
export interface ConnectErrorDetails {
  readonly status?: number | undefined;
  readonly headers?: IncomingHttpHeaders;
  readonly body?: string;
  readonly cause?: unknown;
}

const MAX_BODY_BYTES = 65_536;

/**
 * Opens a WebSocket as a client (RFC 6455 4.1).
 *
 * @param url `ws:`, `wss:`, `http:` or `https:`; a fragment is left out. Credentials in it are refused: send them
 *   as a header.
 * @returns The open connection. Set its `on…` properties in the turn in which the promise is fulfilled.
 * @throws ConnectError when it does not open. TypeError for an address or a protocol that cannot be.
 */
export async function connect(url: string | URL, options: ConnectOptions = {}): Promise<WebSocket> {
  const limits = limitsOf(options);
  const key = randomBytes(16).toString('base64');
  const request = openRequest(new URL(url), key, options);
  const { answer, socket, head } = await awaitUpgrade(request, options);
  const protocol = answer.headers['sec-websocket-protocol'] ?? '';
  const extensions = answer.headers['sec-websocket-extensions'] ?? '';
  const answers = parseExtensions(extensions === '' ? undefined : extensions);
  const deflate = answers === undefined ? null : agreeAsClient(answers, options.deflate);
  const fault = findFault(answer, key, options);
  if (fault !== undefined || deflate === null) {
    socket.destroy();
    const message = fault ?? 'An extension that was not offered so.';
    throw new ConnectError('bad_answer', message, { status: answer.statusCode, headers: answer.headers });
  }
  const connection = new Connection(socket, { role: 'client', protocol, extensions, limits, deflate });
  if (head.length > 0) socket.unshift(head);
  // Not in this turn: whoever awaits us sets the handlers first.
  setImmediate(() => connection.start());
  return connection;
}

function openRequest(url: URL, key: string, options: ConnectOptions): ClientRequest {
  const isSecure = url.protocol === 'wss:' || url.protocol === 'https:';
  if (!isSecure && url.protocol !== 'ws:' && url.protocol !== 'http:') {
    throw new TypeError(`A WebSocket's address begins with ws: or wss:, not ${url.protocol}`);
  }
  if (url.username !== '' || url.password !== '') throw new TypeError('Send credentials as a header.');
  const protocols = options.protocols ?? [];
  const headers = {
    ...options.headers,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': key,
    ...(protocols.length === 0 ? {} : { 'Sec-WebSocket-Protocol': protocols.join(', ') }),
    ...(options.deflate === undefined ? {} : { 'Sec-WebSocket-Extensions': offerDeflate(options.deflate) }),
  };
  const target = {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port),
    path: url.pathname + url.search,
    headers,
    agent: false as const,
  };
  return isSecure ? httpsRequest({ ...target, ...options.tls }) : httpRequest(target);
}

interface Upgraded {
  readonly answer: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

function awaitUpgrade(request: ClientRequest, options: ConnectOptions): Promise<Upgraded> {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    const fail = (error: ConnectError) => {
      settle();
      reject(error);
      request.destroy();
    };
    const onAbort = () =>
      fail(new ConnectError('aborted', 'The opening was given up.', { cause: signal?.reason }));
    const onTimeout = () => fail(new ConnectError('timeout', 'The server did not answer in time.'));
    const deadline = setTimeout(onTimeout, options.handshakeTimeoutMs ?? 10_000);
    const settle = () => {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', onAbort);
    };
    request.on('error', (cause) => fail(new ConnectError('unreachable', cause.message, { cause })));
    request.on('response', (answer) => readRefusal(answer, fail));
    request.on('upgrade', (answer, socket, head) => {
      settle();
      resolve({ answer, socket, head });
    });
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort);
    request.end();
  });
}

/** Collects what the server says in place of an upgrade. */
function readRefusal(answer: IncomingMessage, fail: (error: ConnectError) => void): void {
  const { statusCode: status, headers } = answer;
  if (status === 101) return fail(new ConnectError('bad_answer', 'A 101 answer that upgrades to nothing.'));
  const pieces: Buffer[] = [];
  let length = 0;
  const finish = () => {
    const body = Buffer.concat(pieces).subarray(0, MAX_BODY_BYTES).toString();
    fail(new ConnectError('refused', `The server answered ${status}.`, { status, headers, body }));
  };
  answer.on('data', (piece: Buffer) => {
    pieces.push(piece);
    length += piece.length;
    if (length >= MAX_BODY_BYTES) finish();
  });
  answer.on('end', finish).on('error', finish);
}

/** The checks of RFC 6455 4.1 on the server's answer. */
function findFault(answer: IncomingMessage, key: string, options: ConnectOptions): string | undefined {
  const { headers } = answer;
  if (answer.statusCode !== 101) return `An upgrade with status ${answer.statusCode}.`;
  if (headers.upgrade?.toLowerCase() !== 'websocket' || !hasToken(headers.connection, 'upgrade')) {
    return 'An upgrade to something other than a WebSocket.';
  }
  if (headers['sec-websocket-accept'] !== acceptKey(key)) return 'A wrong Sec-WebSocket-Accept.';
  const protocol = headers['sec-websocket-protocol'];
  if (protocol !== undefined && options.protocols?.includes(protocol) !== true) {
    return 'A sub-protocol that was not offered.';
  }
  return undefined;
}
