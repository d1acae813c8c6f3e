import { constants, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import { Pool, type Poolable } from './pool.ts';

/** Called with the compressed message. */
export type Deflated = (message: Buffer) => void;

/** Compresses messages, one at a time (RFC 7692 7.2.1). */
export class Deflater implements Poolable {
  readonly isUsable = true;
  readonly #zlib: DeflateRaw;
  #pieces: Buffer[] = [];

  constructor(windowBits: number) {
    this.#zlib = createDeflateRaw({ windowBits });
    this.#zlib.on('data', (piece: Buffer) => this.#pieces.push(piece));
  }

  /** Compresses a message, which is not empty, on top of the window of those before. */
  deflate(data: Uint8Array, done: Deflated): void {
    this.#zlib.write(data);
    this.#zlib.flush(constants.Z_SYNC_FLUSH, () => {
      const message = Buffer.concat(this.#pieces);
      this.#pieces = [];
      // A flush ends in 00 00 FF FF, which the receiver adds again.
      done(message.subarray(0, -4));
    });
  }

  /** Forgets the window. */
  reset(): void {
    this.#zlib.reset();
  }

  /** Frees the memory; a message under way is not told of any more. */
  dispose(): void {
    this.#zlib.destroy();
  }
}

/** Deflaters of all connections that keep no window, one pool a window size. */
const shared = new Map<number, Pool<Deflater>>();

/** Compresses a message that builds on none before, with a shared deflater. */
export function deflateShared(windowBits: number, data: Uint8Array, done: Deflated): void {
  let pool = shared.get(windowBits);
  if (pool === undefined) {
    pool = new Pool(4, () => new Deflater(windowBits));
    shared.set(windowBits, pool);
  }
  const lender = pool;
  lender.borrow((deflater) => {
    deflater.deflate(data, (message) => {
      deflater.reset();
      lender.giveBack(deflater);
      done(message);
    });
  });
}
