import { type CloseCode, decodeEnvelope, LIMITS, Problem } from '@parlor/protocol';
import { joinTextFrames, type WebSocket } from '@parlor/websocket';
import type { Batch } from '../batch.ts';
import type { Connection, Identity } from '../connection.ts';
import { type Encoded, encodeEvent } from '../encoded.ts';
import type { Gateway } from '../gateway.ts';
import type { Pulse } from './heartbeat.ts';
import type { Answer, Respond, Transport } from './transport.ts';
import { WaitingReplies } from './waiting-replies.ts';

const UNSUPPORTED_DATA = 1003;

/** One peer over our own WebSocket engine. */
export class WebSocketTransport implements Transport, Pulse {
  readonly name = 'websocket';
  isAlive = true;
  #paused = false;
  #own: string[] = [];
  readonly #replies = new WaitingReplies();
  readonly #socket: WebSocket;
  #drains: (() => void)[] = [];

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onPong = () => {
      this.isAlive = true;
    };
    socket.onDrain = () => this.#drained();
  }

  /** Has the peer's commands carried out by `gateway`, until it is gone. */
  listen<Who extends Identity>(gateway: Gateway<Who>, connection: Connection<Who>): void {
    this.#socket.onText = (text) => {
      this.isAlive = true;
      this.#receive(gateway, connection, text);
    };
    this.#socket.onBinary = () => this.#socket.close(UNSUPPORTED_DATA, 'text frames only');
    this.#socket.onClose = () => {
      this.#drained();
      connection.end();
    };
  }

  /** The way back to a command: its `id` is written beside the answer, as `re`. */
  respond(id: string | undefined): Respond {
    return (answer) => {
      if (id !== undefined) this.#own.push(encodeReply(JSON.stringify(id), answer));
      else if (!answer.ok) this.#own.push(encodeReply('null', answer));
    };
  }

  event(event: Encoded): void {
    this.#own.push(event.text);
  }

  deliver(batch: Batch): void {
    if (this.#own.length === 0) {
      this.#socket.sendFrames(batch.frames);
      return;
    }
    this.#socket.sendFrames(Buffer.concat([this.#takeOwn(), batch.frames]));
  }

  flush(): void {
    if (this.#own.length > 0) this.#socket.sendFrames(this.#takeOwn());
  }

  get bufferedReplies(): number {
    return this.#replies.waiting;
  }

  get buffered(): number {
    return this.#socket.bufferedAmount;
  }

  drained(): Promise<void> {
    if (this.#socket.bufferedAmount === 0 || this.#socket.state === 'closed') return Promise.resolve();
    return new Promise((resolve) => this.#drains.push(resolve));
  }

  pause(): void {
    this.#paused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#socket.resume();
  }

  close(code: CloseCode, afterMs: number): void {
    this.event(encodeEvent('session.goodbye', { ...code, afterMs }));
    this.flush();
    this.#socket.close(code.code, code.reason);
    // A paused socket would not see the peer's answer to the close.
    this.#socket.resume();
  }

  ping(): void {
    // While we do not read we cannot see its pong: that it takes what we send is watched instead.
    if (this.#paused) this.isAlive = true;
    else this.#socket.ping();
  }

  cut(): void {
    this.#socket.terminate();
  }

  #receive<Who extends Identity>(gateway: Gateway<Who>, connection: Connection<Who>, text: string): void {
    try {
      const { type, id, data } = decodeEnvelope(text);
      gateway.receive(connection, type, data, this.respond(id));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      gateway.refuse(connection, error, this.respond(undefined));
    }
  }

  #takeOwn(): Buffer {
    const own = joinTextFrames(this.#own);
    this.#own = [];
    this.#replies.add(own.length, this.buffered);
    return own;
  }

  #drained(): void {
    const drains = this.#drains;
    this.#drains = [];
    for (const resolve of drains) resolve();
  }
}

/** What a peer may send and let wait: the engine's limits for a chat connection. */
export const WEBSOCKET_LIMITS = {
  maxMessageBytes: LIMITS.frame,
  // Above our own limit for live events, so that a page of history may pass.
  maxBufferedBytes: 16 * LIMITS.backlog,
};

function encodeReply(re: string, answer: Answer): string {
  return answer.ok
    ? `{"re":${re},"ok":true,"data":${JSON.stringify(answer.data)}}`
    : `{"re":${re},"ok":false,"problem":${JSON.stringify(answer.problem)}}`;
}
