import { type Event, isObject, type Reply, SUBPROTOCOL } from '@parlor/protocol';
import type { Closed, Connection, Transport, TransportListener } from './transport.ts';

/** What is used of a browser's or Node's `WebSocket`. */
export interface WebSocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(
    type: 'close',
    listener: (event: { readonly code: number; readonly reason: string }) => void,
  ): void;
  addEventListener(type: 'error', listener: () => void): void;
}

/** Opens a socket; the platform's own `WebSocket` unless a test or a program brings another. */
export type OpenWebSocket = (url: string, protocol: string) => WebSocketLike;

const OPEN = 1;
/** What a browser reports for a connection that broke without a close frame (RFC 6455, section 7.1.5). */
const ABNORMAL = 1006;

const openGlobal: OpenWebSocket = (url, protocol) => new WebSocket(url, protocol);

/** The protocol's first binding: one JSON object a text frame, the token by `session.hello`. */
export function webSocketTransport(url: string, open: OpenWebSocket = openGlobal): Transport {
  return {
    signIn: 'hello',
    heartbeat: 'session',
    connect: (listener) => connect(url, open, listener),
  };
}

function connect(url: string, open: OpenWebSocket, listener: TransportListener): Connection {
  let ended = false;
  const end = (how: Closed) => {
    if (ended) return;
    ended = true;
    listener.closed(how);
  };
  const socket = tryOpen(url, open);
  if (socket === undefined) {
    // Told later, not now: nobody is called before `connect` has returned.
    queueMicrotask(() => end({ code: ABNORMAL, reason: 'could not open' }));
    return { send() {}, close() {} };
  }
  socket.addEventListener('message', ({ data }) => {
    const frame = parse(data);
    if (frame !== undefined && !ended) listener.frame(frame);
  });
  socket.addEventListener('close', ({ code, reason }) => end({ code, reason }));
  // The close that follows an error says all there is to know.
  socket.addEventListener('error', () => {});
  return {
    send: (command) => {
      if (socket.readyState === OPEN) socket.send(JSON.stringify(command));
    },
    close: () => {
      socket.close(1000);
      // A peer that is gone never answers the close frame: the session must not wait for it.
      queueMicrotask(() => end({ code: 1000, reason: 'closed here' }));
    },
  };
}

function tryOpen(url: string, open: OpenWebSocket): WebSocketLike | undefined {
  try {
    return open(url, SUBPROTOCOL);
  } catch {
    return undefined;
  }
}

/** A frame the server sent, or undefined for what is none: a later version may send what this one does not know. */
function parse(data: unknown): Event | Reply | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const frame: unknown = JSON.parse(data);
    return isObject(frame) && ('ok' in frame || typeof frame.type === 'string')
      ? (frame as unknown as Event | Reply)
      : undefined;
  } catch {
    return undefined;
  }
}
