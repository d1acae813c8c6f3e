/**
 * Runs something for a key at most once an interval: at the end of the turn when it is quiet,
 * else once more when the interval is over. However often it is touched, the work is bounded.
 */
export class Pacer {
  readonly #intervalMs: number;
  readonly #run: (key: string) => void;
  readonly #keys = new Map<string, { again: boolean }>();

  constructor(intervalMs: number, run: (key: string) => void) {
    this.#intervalMs = intervalMs;
    this.#run = run;
  }

  /** Notes that there is something to do for the key. */
  touch(key: string): void {
    const entry = this.#keys.get(key);
    if (entry !== undefined) {
      entry.again = true;
      return;
    }
    this.#keys.set(key, { again: false });
    setImmediate(() => this.#fire(key));
  }

  #fire(key: string): void {
    setTimeout(() => this.#rest(key), this.#intervalMs).unref();
    // What was touched until now is done by this run: only what comes after it needs another.
    this.#keys.set(key, { again: false });
    this.#run(key);
  }

  #rest(key: string): void {
    const entry = this.#keys.get(key);
    if (entry?.again === true) this.#fire(key);
    else this.#keys.delete(key);
  }
}
