import type { Clock } from '../clock.ts';

interface Planned {
  readonly at: number;
  readonly task: () => void;
}

/** A clock that a test turns by hand: no test of this package waits. */
export class ManualClock implements Clock {
  /** What `random` answers. */
  chance = 0.5;
  #now = Date.parse('2026-05-12T09:00:00.000Z');
  readonly #plans = new Set<Planned>();

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.chance;
  }

  after(ms: number, task: () => void): () => void {
    const plan = { at: this.#now + ms, task };
    this.#plans.add(plan);
    return () => this.#plans.delete(plan);
  }

  /** Milliseconds until the next task, or undefined when there is none. */
  get next(): number | undefined {
    const next = this.#earliest();
    return next && next.at - this.#now;
  }

  /** Lets time pass, running what falls due in order, and what promises bring with it. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (let next = this.#earliest(); next && next.at <= end; next = this.#earliest()) {
      this.#plans.delete(next);
      this.#now = next.at;
      next.task();
      await settle();
    }
    this.#now = end;
    await settle();
  }

  #earliest(): Planned | undefined {
    return [...this.#plans].sort((a, b) => a.at - b.at)[0];
  }
}

/** Lets every promise that can be kept be kept. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}
