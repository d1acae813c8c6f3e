import type { Answer, Respond } from './transports/transport.ts';

/** A command on its way through a lane. */
export interface LaneCommand {
  /** Asked when its turn to begin has come: whether the next command may begin before this one is answered. */
  readonly pipelined: () => boolean;
  readonly respond: Respond;
  /** Begins it; the way to answer is to be used once. */
  readonly start: (answer: Respond) => void;
}

interface Slot extends LaneCommand {
  isPipelined: boolean;
  answer: Answer | undefined;
}

/**
 * The commands of one connection that name one room: carried out in the order sent, and answered in it.
 * A pipelined command only has to begin before the next one does; any other is waited for.
 */
export class Lane {
  readonly #slots: Slot[] = [];
  #begun = 0;
  #isAdvancing = false;

  /** Whether every command has been answered. */
  get isEmpty(): boolean {
    return this.#slots.length === 0;
  }

  /** Takes a command. */
  run(command: LaneCommand): void {
    this.#slots.push({ ...command, isPipelined: false, answer: undefined });
    this.#advance();
  }

  /** Nothing more begins; what has begun goes on. */
  close(): void {
    this.#slots.length = this.#begun;
  }

  #advance(): void {
    // `start` may answer at once and so come back here: the loop that is under way looks at the lane as it is then.
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    for (let slot = this.#next(); slot !== undefined; slot = this.#next()) {
      const begun = slot;
      this.#begun += 1;
      begun.start((answer) => this.#settle(begun, answer));
    }
    this.#isAdvancing = false;
  }

  /** The command that may begin now. */
  #next(): Slot | undefined {
    const slot = this.#slots[this.#begun];
    if (slot === undefined) return undefined;
    const before = this.#slots[this.#begun - 1];
    if (before?.isPipelined === false) return undefined;
    slot.isPipelined = slot.pipelined();
    return before === undefined || slot.isPipelined ? slot : undefined;
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
