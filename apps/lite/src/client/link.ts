import type { Closed, Connection, Outgoing, Transport, TransportListener } from '@parlor/client';
import { type Event, isObject, LIMITS, type ProblemBody, type Reply } from '@parlor/protocol';
import { ConnectError, connect, type WebSocket } from '@parlor/websocket';

/** Where and as whom the next connection is opened. */
export interface Address {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** How a link is made. */
export interface LinkOptions {
  /** Asked anew for every connection: the cursor has moved since. */
  readonly address: () => Address;
  /** Told the answer to the entering that the URL asks for. */
  readonly entered: (reply: Reply) => void;
  /** Told why the server did not let us in; the status is 0 when it could not be reached. */
  readonly refused: (problem: ProblemBody | undefined, status: number, isRoomLocked: boolean) => void;
  /** Told every frame, for `--debug`. */
  readonly trace: (direction: '→' | '←', text: string) => void;
}

/** The terminal's way to a server: our own WebSocket, the room in the URL, credentials in a header. */
export function link(options: LinkOptions): Transport {
  return {
    signIn: 'handshake',
    heartbeat: 'session',
    connect: (listener) => new Link(options, listener),
  };
}

class Link implements Connection {
  readonly #options: LinkOptions;
  readonly #listener: TransportListener;
  readonly #opening = new AbortController();
  #webSocket: WebSocket | undefined;
  #isEnded = false;

  constructor(options: LinkOptions, listener: TransportListener) {
    this.#options = options;
    this.#listener = listener;
    this.#open().catch((error: unknown) => this.#failed(error));
  }

  send(command: Outgoing): void {
    const text = JSON.stringify(command);
    this.#options.trace('→', text.replace(/"password":"(?:[^"\\]|\\.)*"/, '"password":"…"'));
    this.#webSocket?.sendText(text);
  }

  close(): void {
    this.#opening.abort();
    this.#webSocket?.close(1000);
    // A server that is gone never answers the close: nobody waits for it.
    queueMicrotask(() => this.#end({ code: 1000, reason: 'closed here' }));
  }

  async #open(): Promise<void> {
    const { url, headers } = this.#options.address();
    const { signal } = this.#opening;
    const webSocket = await connect(url, { headers, signal, maxMessageBytes: LIMITS.clientFrame });
    if (this.#isEnded) return webSocket.close(1000);
    this.#webSocket = webSocket;
    webSocket.onText = (text) => this.#take(text);
    webSocket.onClose = (code, reason) => this.#end({ code, reason });
  }

  #take(text: string): void {
    this.#options.trace('←', text);
    const frame = parse(text);
    if (frame === undefined || this.#isEnded) return;
    if ('ok' in frame && frame.re === 'room') this.#options.entered(frame);
    else this.#listener.frame(frame);
  }

  #failed(error: unknown): void {
    if (this.#isEnded) return;
    const { status, headers, body } = error instanceof ConnectError ? error : NOWHERE;
    const problem = problemOf(body);
    this.#options.refused(
      problem,
      status,
      status === 401 && /^basic/i.test(headers['www-authenticate'] ?? ''),
    );
    const reason = error instanceof Error ? error.message : String(error);
    this.#end({ code: 1006, reason, ...(problem && { problem }) });
  }

  #end(how: Closed): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#listener.closed(how);
  }
}

const NOWHERE = { status: 0, headers: {} as Record<string, string | undefined>, body: '' };

function parse(text: string): Event | Reply | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    const isFrame = isObject(frame) && ('ok' in frame || typeof frame.type === 'string');
    return isFrame ? (frame as unknown as Event | Reply) : undefined;
  } catch {
    return undefined;
  }
}

function problemOf(body: string): ProblemBody | undefined {
  try {
    const problem: unknown = JSON.parse(body);
    return isObject(problem) && typeof problem.code === 'string'
      ? (problem as unknown as ProblemBody)
      : undefined;
  } catch {
    return undefined;
  }
}
