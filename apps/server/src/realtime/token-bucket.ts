/** How often something may happen: `capacity` at once, and `perSecond` from then on. */
export interface Rate {
  readonly capacity: number;
  readonly perSecond: number;
}

/** A bucket that fills with time and is emptied by use. Monotonic clock: a jump of the wall clock changes nothing. */
export class TokenBucket {
  readonly #rate: Rate;
  readonly #now: () => number;
  #tokens: number;
  #filledAt: number;

  /** @param now - milliseconds of a monotonic clock. */
  constructor(rate: Rate, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
    this.#tokens = rate.capacity;
    this.#filledAt = now();
  }

  /** Takes one token. Answers 0, or in how many seconds there will be one. */
  take(): number {
    this.#fill();
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil((1 - this.#tokens) / this.#rate.perSecond));
  }

  /** Whether it is as full as a new one, so that forgetting it changes nothing. */
  get isFull(): boolean {
    this.#fill();
    return this.#tokens >= this.#rate.capacity;
  }

  #fill(): void {
    const now = this.#now();
    const gained = ((now - this.#filledAt) / 1_000) * this.#rate.perSecond;
    this.#tokens = Math.min(this.#rate.capacity, this.#tokens + gained);
    this.#filledAt = now;
  }
}
