const MOST = 50_000;

interface Window {
  count: number;
  readonly endsAt: number;
}

/** Counters that begin anew after their time. Over the bound the oldest are forgotten, which only forgives. */
export class Windows {
  readonly #windows = new Map<string, Window>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts one more; `reset` is in whole seconds. */
  take(key: string, seconds: number): { readonly count: number; readonly reset: number } {
    const now = this.#now();
    const window = this.#current(key, now) ?? this.#begin(key, now + seconds * 1_000);
    window.count++;
    return { count: window.count, reset: secondsTo(window.endsAt, now) };
  }

  /** The count as it stands. */
  look(key: string, seconds: number): { readonly count: number; readonly reset: number } {
    const now = this.#now();
    const { count, endsAt } = this.#current(key, now) ?? { count: 0, endsAt: now + seconds * 1_000 };
    return { count, reset: secondsTo(endsAt, now) };
  }

  /** Takes a count back. */
  giveBack(key: string): void {
    const window = this.#current(key, this.#now());
    if (window && window.count > 0) window.count--;
  }

  #current(key: string, now: number): Window | undefined {
    const window = this.#windows.get(key);
    return window && window.endsAt > now ? window : undefined;
  }

  #begin(key: string, endsAt: number): Window {
    const window = { count: 0, endsAt };
    this.#windows.delete(key);
    this.#windows.set(key, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > MOST && oldest !== undefined) this.#windows.delete(oldest);
    return window;
  }
}

function secondsTo(end: number, now: number): number {
  return Math.max(1, Math.ceil((end - now) / 1_000));
}
