import { createInflateRaw, type InflateRaw } from 'node:zlib';
import { WebSocketError } from './errors.ts';
import { Pool, type Poolable } from './pool.ts';
import { checkUtf8, UTF8_COMPLETE, UTF8_INVALID } from './utf8.ts';

/** A compressed message, and what its inflated form must keep. */
export interface Compressed {
  readonly data: Buffer;
  readonly isText: boolean;
  readonly maxMessageBytes: number;
}

/** Called with the inflated message, or with why there is none. */
export type Inflated = (error: WebSocketError | undefined, message: Buffer) => void;

/** What a sender cuts off the end of each compressed message (RFC 7692 7.2.1). */
const TRAILER = Buffer.from([0x00, 0x00, 0xff, 0xff]);
const NOTHING = Buffer.alloc(0);
/** Output is taken, counted and judged in pieces of this size. */
const PIECE = 65_536;

/**
 * Inflates messages, one at a time (RFC 7692 7.2.2).
 *
 * The output is counted piece by piece, and the work ends with the piece that passes the limit: a bomb costs the
 * limit and one piece, whatever it would have become.
 */
export class Inflater implements Poolable {
  readonly #zlib: InflateRaw = createInflateRaw({ chunkSize: PIECE });
  #isUsable = true;
  #pieces: Buffer[] = [];
  #length = 0;
  #utf8 = UTF8_COMPLETE;
  #job: Compressed | undefined;
  #done: Inflated | undefined;

  constructor() {
    this.#zlib.on('data', (piece: Buffer) => this.#take(piece));
    this.#zlib.on('error', () => this.#fail('invalid_deflate'));
    // A final block ends the zlib stream for good; what it gave is the message.
    this.#zlib.on('end', () => {
      this.#isUsable = false;
      this.#finish();
    });
  }

  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** Inflates a message on top of the window of those before. */
  inflate(job: Compressed, done: Inflated): void {
    this.#job = job;
    this.#done = done;
    this.#zlib.write(job.data);
    this.#zlib.write(TRAILER);
    this.#zlib.flush(() => this.#finish());
  }

  /** Forgets the window. */
  reset(): void {
    if (this.#isUsable) this.#zlib.reset();
  }

  /** Frees the memory; a message under way is not told of any more. */
  dispose(): void {
    this.#isUsable = false;
    this.#settle();
    this.#zlib.destroy();
  }

  #take(piece: Buffer): void {
    if (this.#job === undefined) return;
    this.#length += piece.length;
    if (this.#length > this.#job.maxMessageBytes) return this.#fail('message_too_large');
    if (this.#job.isText) {
      this.#utf8 = checkUtf8(this.#utf8, piece, 0, piece.length);
      if (this.#utf8 === UTF8_INVALID) return this.#fail('invalid_utf8');
    }
    this.#pieces.push(piece);
  }

  #finish(): void {
    if (this.#utf8 !== UTF8_COMPLETE) return this.#fail('invalid_utf8');
    const message = this.#pieces.length === 1 ? (this.#pieces[0] ?? NOTHING) : Buffer.concat(this.#pieces);
    this.#settle()?.(undefined, message);
  }

  #fail(code: 'invalid_deflate' | 'message_too_large' | 'invalid_utf8'): void {
    this.#isUsable = false;
    const done = this.#settle();
    this.#zlib.destroy();
    done?.(new WebSocketError(code), NOTHING);
  }

  #settle(): Inflated | undefined {
    const done = this.#done;
    this.#done = undefined;
    this.#job = undefined;
    this.#pieces = [];
    this.#length = 0;
    this.#utf8 = UTF8_COMPLETE;
    return done;
  }
}

/** Inflaters of all connections that keep no window: so many run at a time, the rest wait in line. */
const shared = new Pool(8, () => new Inflater());

/** Inflates a message that builds on none before, with a shared inflater. */
export function inflateShared(job: Compressed, done: Inflated): void {
  shared.borrow((inflater) => {
    inflater.inflate(job, (error, message) => {
      inflater.reset();
      shared.giveBack(inflater);
      done(error, message);
    });
  });
}
