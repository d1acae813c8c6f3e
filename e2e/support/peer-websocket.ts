import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { within } from './bounded.ts';
import { type AnyReply, type RawPeer, type Received, Refused } from './peer.ts';
import { PeerInbox } from './peer-inbox.ts';

/** What a WebSocket's opening may carry. */
export interface WebSocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
}

/** Opens a WebSocket and waits for its welcome. @throws Refused what the server said instead of 101. */
export async function openWebSocket(url: string, options: WebSocketOptions = {}): Promise<RawPeer> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), [...(options.protocols ?? [])], {
    headers: { ...options.headers },
    perMessageDeflate: false,
    maxPayload: 16 * 1_048_576,
  });
  const peer = new WebSocketPeer(socket);
  try {
    await within(peer.opened(), `the welcome of ${url}`);
  } catch (error) {
    socket.terminate();
    throw error;
  }
  return peer;
}

class WebSocketPeer extends PeerInbox implements RawPeer {
  readonly binding = 'websocket';
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    super();
    this.#socket = socket;
    socket.on('message', (data, binary) => {
      if (!binary) this.take(JSON.parse(String(data)) as Received);
    });
    socket.on('close', (code, reason) => this.end({ code, reason: String(reason) }));
    // A broken connection closes too, with 1006: that is what the cases look at.
    socket.on('error', () => undefined);
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  /** Resolves with the first frame. */
  opened(): Promise<unknown> {
    const refused = new Promise<never>((_, reject) => {
      this.#socket.once('unexpected-response', (_request, response: IncomingMessage) => {
        text(response).then(
          (body) => reject(new Refused(response.statusCode ?? 0, response.headers, body)),
          reject,
        );
      });
      this.#socket.once('error', reject);
      this.#socket.once('close', (code) => reject(new Error(`closed with ${code} before the welcome`)));
    });
    return Promise.race([this.first(() => true), refused]);
  }

  sendText(frame: string): void {
    this.#socket.send(frame);
  }

  sendBinary(bytes: Uint8Array): void {
    this.#socket.send(bytes, { binary: true });
  }

  post(type: string, data?: unknown): void {
    this.sendText(JSON.stringify({ type, data }));
  }

  async reply(re: string | null): Promise<AnyReply> {
    const found = this.first((frame) => 'ok' in frame && frame.re === re);
    return within(found, `the reply to ${re}`) as Promise<AnyReply>;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  vanish(): void {
    this.#socket.terminate();
  }

  protected close(): void {
    this.#socket.close(1000);
  }

  protected transmit(type: string, data: unknown, id: string): Promise<AnyReply> {
    this.sendText(JSON.stringify({ type, id, data }));
    return this.first((frame) => 'ok' in frame && frame.re === id) as Promise<AnyReply>;
  }
}
