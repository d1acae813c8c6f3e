import type { Duplex } from 'node:stream';
import type { Compression } from './compression.ts';
import { encodeFrame, encodeMaskedFrame } from './frames.ts';
import { FIN, MASKED, RSV1 } from './opcodes.ts';
import { Pongs } from './pongs.ts';
import { type DeflateJob, type Job, SendQueue } from './send-queue.ts';
import type { Sent } from './websocket.ts';

/** What a sender tells of. */
export interface SenderEvents {
  /** More waits than `maxBufferedBytes`; told once until everything has drained. */
  overflowed(): void;
  /** Everything that waited was handed to the kernel, after a send had answered `false`. */
  drained(): void;
}

/** Which side sends, and how. */
export interface SenderOptions {
  /** Whether frames are masked, as a client's must be. */
  readonly masked: boolean;
  readonly maxBufferedBytes: number;
  readonly compression: Compression | undefined;
}

/** Writes frames to the stream in order (RFC 6455 6.1) and watches how many bytes wait. */
export class Sender {
  readonly #stream: Duplex;
  readonly #events: SenderEvents;
  readonly #masked: boolean;
  readonly #maxBufferedBytes: number;
  readonly #compression: Compression | undefined;
  #overflowed = false;
  #isBehind = false;
  /** The queue made a send answer `false`. */
  #owesDrain = false;
  #pongs: Pongs | undefined = undefined;
  /** There while a message is being compressed. */
  #queue: SendQueue | undefined = undefined;
  /** The message being compressed. */
  #compressing: DeflateJob | undefined = undefined;

  constructor(stream: Duplex, events: SenderEvents, options: SenderOptions) {
    this.#stream = stream;
    this.#events = events;
    // Not the object: a connection that is idle costs what it holds.
    this.#masked = options.masked;
    this.#maxBufferedBytes = options.maxBufferedBytes;
    this.#compression = options.compression;
  }

  /** Bytes that wait to be handed to the kernel. */
  get waiting(): number {
    const { writableLength } = this.#stream;
    if (this.#queue === undefined) return writableLength;
    return writableLength + this.#queue.bytes + (this.#compressing?.data.length ?? 0);
  }

  /** Sends a whole message in one frame. */
  message(opcode: number, payload: string | Uint8Array, sent?: Sent): boolean {
    const compression = this.#compression;
    if (compression !== undefined) {
      const data = typeof payload === 'string' ? Buffer.from(payload) : payload;
      if (compression.isWorthwhile(data.length)) return this.#deflate(opcode, data, sent);
    }
    return this.frames(this.#encode(FIN | opcode, payload), sent);
  }

  /** Writes bytes that are frames already. */
  frames(bytes: Uint8Array, sent?: Sent): boolean {
    if (this.#queue !== undefined) {
      this.#queue.add({ kind: 'write', bytes, sent });
      return this.#judgeQueue();
    }
    return this.#judge(this.#stream.write(bytes, sent));
  }

  /** Sends a ping, a pong or a close frame. */
  control(opcode: number, payload: Uint8Array): boolean {
    return this.frames(this.#encode(FIN | opcode, payload));
  }

  /** Whether the peer is behind: something waited before what is being sent now. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Gathers what is sent until {@link uncork} into one write. */
  cork(): void {
    this.#isBehind = this.waiting > 0;
    this.#stream.cork();
  }

  /** Writes what was gathered. */
  uncork(): void {
    this.#stream.uncork();
  }

  /** Owes a pong until {@link answerPings}. */
  owePong(payload: Uint8Array): void {
    this.#pongs ??= new Pongs(this, this.#masked ? MASKED : 0);
    this.#pongs.owe(payload);
  }

  /** Sends the pongs that are owed, before anything a later message makes the application send. */
  answerPings(): void {
    this.#pongs?.answer();
  }

  /** Ends the stream after everything that was sent. */
  end(): void {
    if (this.#queue === undefined) this.#stream.end();
    else this.#queue.add({ kind: 'end' });
  }

  /** The stream has taken everything. */
  drained(): void {
    if (this.#queue !== undefined) return;
    this.#overflowed = false;
    this.#owesDrain = false;
    this.#events.drained();
  }

  /** Sends no pong any more: nothing may follow a close frame. */
  stop(): void {
    this.#pongs?.stop();
  }

  /** The stream is gone: what waits in the queue is told so. */
  gone(): void {
    this.stop();
    const error = new Error('The connection is gone.');
    let job: Job | undefined = this.#compressing;
    this.#compressing = undefined;
    while (job !== undefined || this.#queue?.isEmpty === false) {
      if (job !== undefined && job.kind !== 'end') job.sent?.(error);
      job = this.#queue?.take();
    }
    this.#compression?.dispose();
  }

  #judge(more: boolean): boolean {
    if (!more && !this.#overflowed && this.waiting > this.#maxBufferedBytes) {
      this.#overflowed = true;
      this.#events.overflowed();
    }
    return more;
  }

  #judgeQueue(): boolean {
    const more =
      this.#queue?.isFull(this.#stream.writableHighWaterMark - this.#stream.writableLength) === false;
    if (!more) this.#owesDrain = true;
    return this.#judge(more);
  }

  #encode(first: number, payload: string | Uint8Array): Buffer {
    return this.#masked ? encodeMaskedFrame(first, payload) : encodeFrame(first, payload);
  }

  #deflate(opcode: number, data: Uint8Array, sent: Sent | undefined): boolean {
    const isIdle = this.#queue === undefined;
    this.#queue ??= new SendQueue();
    this.#queue.add({ kind: 'deflate', opcode, data, sent });
    if (isIdle) this.#next();
    return this.#judgeQueue();
  }

  /** Does the queue's jobs until one takes its time; a queue that is done goes away. */
  #next(): void {
    let job = this.#queue?.take();
    while (job !== undefined && job.kind !== 'deflate') {
      if (job.kind === 'end') this.#stream.end();
      else this.#stream.write(job.bytes, job.sent);
      job = this.#queue?.take();
    }
    if (job !== undefined) return this.#compress(job);
    this.#queue = undefined;
    if (this.#owesDrain && !this.#stream.writableNeedDrain) this.drained();
  }

  #compress(job: DeflateJob): void {
    this.#compressing = job;
    this.#compression?.deflate(job.data, (message) => {
      if (this.#compressing !== job) return;
      this.#compressing = undefined;
      const first = message === undefined ? FIN | job.opcode : FIN | RSV1 | job.opcode;
      this.#stream.write(this.#encode(first, message ?? job.data), job.sent);
      this.#next();
    });
  }
}
