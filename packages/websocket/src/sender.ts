import type { Duplex } from 'node:stream';
import { encodeFrame, encodeMaskedFrame } from './frames.ts';
import { FIN, OPCODE } from './opcodes.ts';
import type { Sent } from './websocket.ts';

/** What a sender tells of. */
export interface SenderEvents {
  /** More waits than `maxBufferedBytes`; told once until everything has drained. */
  overflowed(): void;
}

/** Which side sends, and how much may wait. */
export interface SenderOptions {
  /** Whether frames are masked, as a client's must be. */
  readonly masked: boolean;
  readonly maxBufferedBytes: number;
}

/** Writes frames to the stream (RFC 6455 6.1) and watches how many bytes wait in it. */
export class Sender {
  readonly #stream: Duplex;
  readonly #events: SenderEvents;
  readonly #options: SenderOptions;
  #overflowed = false;
  /** Pings of the chunk being read, to be answered with one write. */
  #pings: Uint8Array[] | undefined = undefined;
  #pongWaits = false;
  #nextPong: Uint8Array | undefined = undefined;

  constructor(stream: Duplex, events: SenderEvents, options: SenderOptions) {
    this.#stream = stream;
    this.#events = events;
    this.#options = options;
  }

  /** Bytes that wait to be handed to the kernel. */
  get waiting(): number {
    return this.#stream.writableLength;
  }

  /** Sends a whole message in one frame. */
  message(opcode: number, payload: string | Uint8Array, sent?: Sent): boolean {
    return this.frames(this.#encode(opcode, payload), sent);
  }

  /** Writes bytes that are frames already. */
  frames(bytes: Uint8Array, sent?: Sent): boolean {
    const more = this.#stream.write(bytes, sent);
    if (!more && this.waiting > this.#options.maxBufferedBytes && !this.#overflowed) {
      this.#overflowed = true;
      this.#events.overflowed();
    }
    return more;
  }

  /** Sends a ping or a close frame. */
  control(opcode: number, payload: Uint8Array): boolean {
    return this.frames(this.#encode(opcode, payload));
  }

  /** Owes a pong until {@link answerPings}. */
  owePong(payload: Uint8Array): void {
    if (this.#pings === undefined) this.#pings = [payload];
    else this.#pings.push(payload);
  }

  /**
   * Sends the pongs that are owed, in order and before anything a later message makes the application send.
   *
   * When the peer does not take what we send, only its latest ping is answered (RFC 6455 5.5.3): one pong waits in
   * the stream, one more here, so a flood of pings without reading costs nothing.
   */
  answerPings(): void {
    const pings = this.#pings;
    if (pings === undefined) return;
    this.#pings = undefined;
    if (this.waiting === 0) this.frames(this.#encodePongs(pings));
    else this.#answerLatest(pings[pings.length - 1] as Uint8Array);
  }

  /** The stream has taken everything. */
  drained(): void {
    this.#overflowed = false;
  }

  /** Forgets pongs: nothing may follow a close frame. */
  stop(): void {
    this.#pings = undefined;
    this.#nextPong = undefined;
  }

  #answerLatest(ping: Uint8Array): void {
    if (this.#pongWaits) {
      this.#nextPong = ping;
      return;
    }
    this.#pongWaits = true;
    this.frames(this.#encode(OPCODE.pong, ping), () => {
      this.#pongWaits = false;
      const next = this.#nextPong;
      this.#nextPong = undefined;
      if (next !== undefined && this.#stream.writable) this.#answerLatest(next);
    });
  }

  #encodePongs(pings: Uint8Array[]): Uint8Array {
    if (pings.length === 1) return this.#encode(OPCODE.pong, pings[0] as Uint8Array);
    return Buffer.concat(pings.map((ping) => this.#encode(OPCODE.pong, ping)));
  }

  #encode(opcode: number, payload: string | Uint8Array): Buffer {
    return this.#options.masked
      ? encodeMaskedFrame(FIN | opcode, payload)
      : encodeFrame(FIN | opcode, payload);
  }
}
