/** Bins a millisecond. */
const RESOLUTION = 10;
const LONGEST_MS = 20_000;

/** How long things took, in tenths of a millisecond; what took over 20 s counts as 20 s. */
export class Histogram {
  readonly #bins = new Uint32Array(LONGEST_MS * RESOLUTION + 1);
  #count = 0;

  /** Notes that `times` things took so many milliseconds. */
  add(ms: number, times = 1): void {
    const bin = ms <= 0 ? 0 : Math.min(Math.floor(ms * RESOLUTION), this.#bins.length - 1);
    this.#bins[bin] = (this.#bins[bin] as number) + times;
    this.#count += times;
  }

  /** How many were noted. */
  get count(): number {
    return this.#count;
  }

  /** The time within which this share of them was done, in milliseconds. */
  quantile(share: number): number {
    let left = Math.ceil(this.#count * share);
    if (left === 0) return 0;
    for (let bin = 0; bin < this.#bins.length; bin += 1) {
      left -= this.#bins[bin] as number;
      if (left <= 0) return (bin + 1) / RESOLUTION;
    }
    return LONGEST_MS;
  }

  /** Forgets everything. */
  clear(): void {
    this.#bins.fill(0);
    this.#count = 0;
  }
}
