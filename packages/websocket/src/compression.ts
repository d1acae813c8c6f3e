import { type Deflated, Deflater, deflateShared } from './deflating.ts';
import { type Compressed, type Inflated, Inflater, inflateShared } from './inflating.ts';
import type { DeflateAgreement } from './permessage-deflate.ts';

/** zlib writes no raw stream with a smaller window. */
const NARROWEST = 9;

/** One connection's compression: with shared machines, or with its own where messages build on each other. */
export class Compression {
  readonly #agreement: DeflateAgreement;
  #inflater: Inflater | undefined;
  #deflater: Deflater | undefined;

  constructor(agreement: DeflateAgreement) {
    this.#agreement = agreement;
  }

  /** Whether a message of so many bytes is sent compressed. */
  isWorthwhile(length: number): boolean {
    return length > 0 && length >= this.#agreement.threshold && this.#agreement.windowBits >= NARROWEST;
  }

  /** Inflates the peer's next message. */
  inflate(job: Compressed, done: Inflated): void {
    if (!this.#agreement.receivesWithContext) return inflateShared(job, done);
    if (this.#inflater?.isUsable !== true) this.#inflater = new Inflater();
    this.#inflater.inflate(job, done);
  }

  /** Compresses our next message; undefined when it is better sent as it is. */
  deflate(data: Uint8Array, done: (message: Buffer | undefined) => void): void {
    const { sendsWithContext, windowBits } = this.#agreement;
    if (!sendsWithContext) {
      // Without a window to keep in step nobody misses a message that did not get smaller.
      const choose: Deflated = (message) => done(message.length < data.length ? message : undefined);
      return deflateShared(windowBits, data, choose);
    }
    this.#deflater ??= new Deflater(windowBits);
    this.#deflater.deflate(data, done);
  }

  /** Frees this connection's own machines. */
  dispose(): void {
    this.#inflater?.dispose();
    this.#deflater?.dispose();
  }
}
