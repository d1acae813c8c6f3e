import type { Population } from './population.ts';

/** Sends what is due at each tick, and times each message from when it was due. */
export class Pace {
  isLate = false;
  readonly givenUp: Promise<void>;
  #giveUp: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  readonly #begun = performance.now();
  readonly #population: Population;
  readonly #perMs: number;
  readonly #giveUpMs: number;
  #sent = 0;

  constructor(population: Population, perSecond: number, giveUpMs: number) {
    this.#population = population;
    this.#perMs = perSecond / 1_000;
    this.#giveUpMs = giveUpMs;
    this.givenUp = new Promise((resolve) => {
      this.#giveUp = resolve;
    });
    this.#tick();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  readonly #tick = (): void => {
    const { senders } = this.#population;
    const now = performance.now();
    const due = Math.floor((now - this.#begun) * this.#perMs) - this.#sent;
    const each = Math.floor(due / senders.length);
    const rest = due - each * senders.length;
    const first = this.#sent;
    for (let turn = 0; turn < senders.length; turn += 1) {
      const sender = senders[(first + turn) % senders.length];
      const count = each + (turn < rest ? 1 : 0);
      // Timed from when the middle one of those that leave together was due.
      const middle = first + turn + ((count - 1) / 2) * senders.length;
      if (count > 0) sender?.send(count, this.#begun + (middle + 1) / this.#perMs);
    }
    this.#sent += Math.max(0, due);
    if (this.#isBehind(now)) {
      this.isLate = true;
      this.#giveUp();
    } else this.#timer = setTimeout(this.#tick, 1);
  };

  #isBehind(now: number): boolean {
    if (this.#population.tally.lost > 0) return true;
    return this.#population.senders.some(
      (sender) => sender.seen < sender.sent && now - sender.sentAt(sender.seen + 1) > this.#giveUpMs,
    );
  }
}
