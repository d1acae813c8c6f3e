import type { Answer, Respond } from './transports/transport.ts';

interface Slot {
  readonly pipelined: boolean;
  readonly respond: Respond;
  readonly start: (answer: Respond) => void;
  answer: Answer | undefined;
}

/**
 * The commands of one connection that name one room: carried out in the order sent, and answered in it.
 * A pipelined command only has to begin before the next one does; any other is waited for.
 */
export class Lane {
  readonly #slots: Slot[] = [];
  #begun = 0;

  /** Whether every command has been answered. */
  get isEmpty(): boolean {
    return this.#slots.length === 0;
  }

  /** Takes a command. `start` begins it and is given the way to answer, to be used once. */
  run(pipelined: boolean, respond: Respond, start: (answer: Respond) => void): void {
    this.#slots.push({ pipelined, respond, start, answer: undefined });
    this.#advance();
  }

  #advance(): void {
    // `start` may answer at once and so come back here: each turn looks at the lane as it is now.
    while (this.#begun < this.#slots.length) {
      const slot = this.#slots[this.#begun];
      const before = this.#slots[this.#begun - 1];
      if (slot === undefined) return;
      if (before !== undefined && !(slot.pipelined && before.pipelined)) return;
      this.#begun += 1;
      slot.start((answer) => this.#settle(slot, answer));
    }
  }

  #settle(slot: Slot, answer: Answer): void {
    slot.answer = answer;
    for (let first = this.#slots[0]; first?.answer !== undefined; first = this.#slots[0]) {
      this.#slots.shift();
      this.#begun -= 1;
      first.respond(first.answer);
    }
    this.#advance();
  }
}
