/** Bytes a message starts with when its first piece is smaller. */
const FIRST_CAPACITY = 512;

/**
 * The pieces of one message in one growing buffer.
 *
 * A fragment costs its bytes and nothing more, so a message may come in any number of them; and the buffer grows
 * with what has arrived, not with what a header announces, so an announcement costs nothing.
 */
export class Gathering {
  #bytes: Buffer = Buffer.allocUnsafeSlow(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds a copy of `bytes[start..end)`. */
  add(bytes: Uint8Array, start: number, end: number): void {
    const length = this.#length + end - start;
    if (length > this.#bytes.length) this.#grow(length);
    this.#bytes.set(bytes.subarray(start, end), this.#length);
    this.#length = length;
  }

  /** What was gathered; the gathering is not used after it. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(length: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(length, this.#bytes.length * 2, FIRST_CAPACITY));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
