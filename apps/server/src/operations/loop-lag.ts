const LOOK_MS = 1_000;

/** How late the event loop is: the time it last took longer than it should to come round. */
export class LoopLag {
  #lag = 0;
  #due: number;
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#due = performance.now() + LOOK_MS;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
  }

  get ms(): number {
    return this.#lag;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    this.#lag = Math.max(0, now - this.#due);
    this.#due = now + LOOK_MS;
  }
}
