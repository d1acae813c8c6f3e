/** Does something at once, but at most once in so many milliseconds: what is asked for in between is done then. */
export class Pacer {
  readonly #every: number;
  readonly #act: () => void;
  #last = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(every: number, act: () => void) {
    this.#every = every;
    this.#act = act;
  }

  ask(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#last + this.#every - performance.now();
    if (wait <= 0) this.#run();
    else this.#timer = setTimeout(() => this.#run(), wait);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #run(): void {
    this.#timer = undefined;
    this.#last = performance.now();
    this.#act();
  }
}
