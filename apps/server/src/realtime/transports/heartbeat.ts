import { LIMITS } from '@parlor/protocol';

/** Something that can be asked for a sign of life. */
export interface Pulse {
  /** Whether the last ping has been answered. */
  isAlive: boolean;
  ping(): void;
  /** Ends a peer that has not answered by the time the next ping is due. */
  cut(): void;
}

const TICK_MS = 1_000;
const SLOTS = LIMITS.heartbeat / TICK_MS;

/** Pings every connection once a heartbeat, a share of them each second, by one timer for all. */
export class Heartbeat {
  readonly #slots: Set<Pulse>[] = Array.from({ length: SLOTS }, () => new Set());
  #next = 0;
  #tick = 0;
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => this.#beat(), TICK_MS).unref();
  }

  /** Watches a connection until the returned function is called. */
  watch(pulse: Pulse): () => void {
    const slot = this.#slots[this.#next];
    this.#next = (this.#next + 1) % SLOTS;
    slot?.add(pulse);
    return () => slot?.delete(pulse);
  }

  /** Stops for good. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    this.#tick = (this.#tick + 1) % SLOTS;
    for (const pulse of this.#slots[this.#tick] ?? []) {
      if (!pulse.isAlive) pulse.cut();
      else {
        pulse.isAlive = false;
        pulse.ping();
      }
    }
  }
}
