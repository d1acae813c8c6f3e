import type { Cancel, Clock } from './clock.ts';

/** Silence after which the peer is asked, in milliseconds. */
const SILENCE = 25_000;
/** Silence after the question that means it is gone, in milliseconds. */
const PATIENCE = 10_000;

interface Watch {
  /** Asks the peer for a sign of life. */
  ask(): void;
  /** The peer gave none. */
  dead(): void;
}

/** Notices a peer that went away without a word; a browser cannot see the server's pings. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #watch: Watch;
  #cancel: Cancel = () => {};
  #heard = 0;
  #answered = false;

  constructor(clock: Clock, watch: Watch) {
    this.#clock = clock;
    this.#watch = watch;
  }

  /** Starts watching. */
  start(): void {
    this.heard();
    this.#listen(SILENCE);
  }

  /** A frame came. Only a note of the time: no timer is made anew for each frame. */
  heard(): void {
    this.#heard = this.#clock.now();
    this.#answered = true;
  }

  /** Asks at once and gives the peer `PATIENCE`: for a machine that has just woken up. */
  check(): void {
    this.#cancel();
    this.#ask();
  }

  /** Stops watching. */
  stop(): void {
    this.#cancel();
  }

  #listen(ms: number): void {
    this.#cancel = this.#clock.after(ms, () => {
      const left = this.#heard + SILENCE - this.#clock.now();
      if (left > 0) this.#listen(left);
      else this.#ask();
    });
  }

  #ask(): void {
    this.#answered = false;
    this.#watch.ask();
    this.#cancel = this.#clock.after(PATIENCE, () => {
      if (this.#answered) this.#listen(this.#heard + SILENCE - this.#clock.now());
      else this.#watch.dead();
    });
  }
}
