/** Something that has bytes for many connections. */
export interface Sweepable {
  /** Makes up to `budget` writes; answers how many. */
  sweep(budget: number): number;
  /** Whether there is more to write. */
  readonly isDirty: boolean;
}

/** Writes in one turn; then the loop looks for input again, so that a big room never starves the rest. */
const WRITES_A_TURN = 200;

/** Delivers in slices: rooms take turns, about 200 writes a turn of the event loop. */
export class Flusher {
  readonly #dirty = new Set<Sweepable>();
  #scheduled = false;

  /** Says that this room has something to write. It is written in this turn of the loop. */
  add(room: Sweepable): void {
    this.#dirty.add(room);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#scheduled = false;
    let budget = WRITES_A_TURN;
    for (const room of this.#dirty) {
      budget -= room.sweep(budget);
      this.#dirty.delete(room);
      // Last in the set: the others come first.
      if (room.isDirty) this.#dirty.add(room);
      if (budget <= 0) break;
    }
    const [next] = this.#dirty;
    if (next !== undefined) this.add(next);
  }
}
