import { Lane } from './lane.ts';

/** A room as a command names it, and its id as far as that is known; both are empty for a command without a room. */
export interface NamedRoom {
  readonly called: string;
  readonly id: string;
}

/** For a command that names no room. */
export const NO_ROOM: NamedRoom = { called: '', id: '' };

/** The lanes of one connection: only those with unanswered commands, under each name that leads to them. */
export class Lanes {
  readonly #byName = new Map<string, Lane>();
  readonly #names = new Map<Lane, string[]>();

  /** How many there are. */
  get size(): number {
    return this.#names.size;
  }

  /** The lane of a room. The name decides first: what waits under it came before the id was known. */
  of({ called, id }: NamedRoom): Lane {
    const lane = this.#byName.get(called) ?? this.#byName.get(id) ?? this.#open();
    // Under both: the name may be forgotten elsewhere before the commands under it have been answered.
    this.#name(lane, called);
    this.#name(lane, id);
    return lane;
  }

  /** Notes the id of a room that commands have named otherwise: what names it by id gets behind them. */
  learn(called: string, id: string): void {
    const lane = this.#byName.get(called);
    if (lane !== undefined) this.#name(lane, id);
  }

  /** Forgets a lane whose commands have all been answered. */
  dropIfEmpty(lane: Lane): void {
    if (!lane.isEmpty) return;
    for (const name of this.#names.get(lane) ?? []) this.#byName.delete(name);
    this.#names.delete(lane);
  }

  /** Nothing more begins. */
  close(): void {
    for (const lane of this.#names.keys()) lane.close();
  }

  #open(): Lane {
    const lane = new Lane();
    this.#names.set(lane, []);
    return lane;
  }

  #name(lane: Lane, name: string): void {
    if (this.#byName.has(name)) return;
    this.#byName.set(name, lane);
    this.#names.get(lane)?.push(name);
  }
}
