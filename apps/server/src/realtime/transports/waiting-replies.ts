/** Bytes of answers and replays that may still wait for a peer: they are no live events, which are limited. */
export class WaitingReplies {
  #bytes = 0;

  /** At most so many have not been taken yet. */
  get waiting(): number {
    return this.#bytes;
  }

  /** Notes that `bytes` are about to be written behind `buffered` that wait. */
  add(bytes: number, buffered: number): void {
    // Nothing waits: all that was answered before has been taken.
    this.#bytes = buffered === 0 ? bytes : this.#bytes + bytes;
  }
}
