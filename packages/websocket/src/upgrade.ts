import { type IncomingMessage, STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Agreement, Connection } from './connection.ts';
import { acceptKey, type Handshake, parseHandshake, type Refusal } from './handshake.ts';
import { limitsOf } from './limits.ts';
import { agreeAsServer } from './permessage-deflate.ts';
import type { WebSocket, WebSocketOptions } from './websocket.ts';

/** What a server may choose for a connection it accepts. */
export interface AcceptOptions extends WebSocketOptions {
  /** Sub-protocols we speak; the first one the client offers that is among them is agreed on. */
  readonly protocols?: readonly string[] | undefined;
  /** More headers for the 101 answer, such as `Set-Cookie`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What `parseHandshake` gave, to save reading it twice. */
  readonly handshake?: Handshake | undefined;
}

/**
 * Options for `http.createServer` that give a peer 10 s from its connect to say its whole handshake: Node looks
 * every half second for those that are late.
 */
export const HANDSHAKE_SERVER_OPTIONS = { headersTimeout: 9_500, connectionsCheckingInterval: 500 } as const;

/**
 * Answers 101 and makes the connection, from the arguments of an HTTP server's `upgrade` event.
 *
 * Judge the client first, by {@link parseHandshake}. Set the connection's `on…` properties in the same turn.
 *
 * @throws TypeError when the request is not a WebSocket handshake.
 */
export function acceptUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  options: AcceptOptions = {},
): WebSocket {
  const handshake = options.handshake ?? parseHandshake(request);
  if (!handshake.ok) throw new TypeError('The request is not a WebSocket handshake: judge it first.');
  const limits = limitsOf(options);
  const agreed = options.deflate && agreeAsServer(handshake.extensions, options.deflate);
  const extensions = agreed?.answer ?? '';
  const protocol = handshake.protocols.find((name) => options.protocols?.includes(name)) ?? '';
  const lines = {
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Accept': acceptKey(handshake.key),
    ...(protocol === '' ? {} : { 'Sec-WebSocket-Protocol': protocol }),
    ...(extensions === '' ? {} : { 'Sec-WebSocket-Extensions': extensions }),
    ...options.headers,
  };
  releaseUpgrade(socket);
  prepare(socket);
  const agreement = shared({ role: 'server', protocol, extensions, limits, deflate: agreed?.deflate });
  const connection = new Connection(socket, agreement);
  socket.write(responseHead(101, lines));
  if (head.length > 0) socket.unshift(head);
  connection.start();
  return connection;
}

let latest: Agreement | undefined;

/** The same agreement as the last one, where it is equal: most of a server's connections agree on the same. */
function shared(agreement: Agreement): Agreement {
  const { protocol, extensions, limits, deflate } = agreement;
  const isEqual =
    latest !== undefined &&
    deflate === latest.deflate &&
    protocol === latest.protocol &&
    extensions === latest.extensions &&
    limits.maxMessageBytes === latest.limits.maxMessageBytes &&
    limits.maxBufferedBytes === latest.limits.maxBufferedBytes &&
    limits.closeTimeoutMs === latest.limits.closeTimeoutMs;
  if (!isEqual) latest = agreement;
  return latest ?? agreement;
}

/**
 * Answers an HTTP error in place of the upgrade and closes the connection.
 *
 * An object as `body` is sent as JSON, `application/problem+json` unless the headers name a type.
 */
export function refuseUpgrade(socket: Duplex, refusal: Omit<Refusal, 'ok'>): void {
  releaseUpgrade(socket);
  socket.on('error', ignore);
  const isText = typeof refusal.body !== 'object';
  const body = Buffer.from(isText ? (refusal.body ?? '') : JSON.stringify(refusal.body));
  const lines = {
    'Content-Type': isText ? 'text/plain; charset=utf-8' : 'application/problem+json',
    Connection: 'close',
    'Cache-Control': 'no-store',
    ...refusal.headers,
    'Content-Length': String(body.length),
  };
  socket.end(Buffer.concat([Buffer.from(responseHead(refusal.status, lines), 'latin1'), body]));
  // Bytes left unread would turn the close into a reset, and the answer might be lost: read on, for a while.
  socket.resume();
  const deadline = setTimeout(() => socket.destroy(), REFUSAL_TIMEOUT_MS);
  socket.once('close', () => clearTimeout(deadline));
}

const REFUSAL_TIMEOUT_MS = 2_000;

/** Ends the hold on a socket; see {@link holdUpgrade}. */
const RELEASE = Symbol('release');
type Held = Duplex & { [RELEASE]?: () => void };

/**
 * Keeps a socket safe while the application decides about it over several turns.
 *
 * Between the `upgrade` event and the answer nobody else listens: an error would end the process, and a peer
 * would be waited for without end. The hold is over with `acceptUpgrade` or `refuseUpgrade`; when the time is, the
 * socket is cut. Ask `socket.destroyed` before answering.
 */
export function holdUpgrade(socket: Duplex, timeoutMs = 10_000): void {
  const held = socket as Held;
  if (held[RELEASE] !== undefined) return;
  const deadline = setTimeout(() => socket.destroy(), timeoutMs);
  const release = () => {
    clearTimeout(deadline);
    socket.off('error', ignore).off('close', release);
    // Not deleted: a socket that loses a property becomes a slow object, 1.6 kB larger, for all of its life.
    held[RELEASE] = undefined;
  };
  held[RELEASE] = release;
  socket.on('error', ignore).on('close', release);
}

function releaseUpgrade(socket: Duplex): void {
  (socket as Held)[RELEASE]?.();
}

function ignore(): void {}

/** Frames are small and wanted at once, and silence is no fault: the heartbeat is the application's. */
function prepare(socket: Duplex): void {
  if (!(socket instanceof Socket)) return;
  socket.setNoDelay(true);
  socket.setTimeout(0);
}

function responseHead(status: number, headers: Readonly<Record<string, string>>): string {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    // A line break in a value taken from a request would let its sender write our answer.
    validateHeaderName(name);
    validateHeaderValue(name, value);
    head += `${name}: ${value}\r\n`;
  }
  return `${head}\r\n`;
}
