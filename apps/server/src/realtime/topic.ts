import { Batch } from './batch.ts';
import type { Connection } from './connection.ts';
import type { Encoded, LogEntry } from './encoded.ts';
import { encodeLive } from './encoded.ts';
import { Recent } from './recent.ts';

/** Who takes a seat. */
export interface Sitter {
  readonly connection: Pick<Connection, 'deliver'>;
  readonly userId: string;
  /** The access version under which they were found to belong here. */
  readonly accessVersion: number;
  /** Called when the user turns out to belong here no longer: gives the seat up, and tells them. */
  readonly evict: () => void;
}

/** One connection's place in a topic: what it is sent begins after the change it entered at. */
export interface Seat extends Sitter {
  readonly topic: Topic;
  index: number;
}

/** A sweep of this many milliseconds is a long one: 250 seats and more. */
const LONG_SWEEP_MS = 1;
/** How long the next one waits: a share of what the last one took, within bounds. Measured, see bench/. */
const REST_SHARE = 0.15;
const MAX_REST_MS = 10;

/** A batch on its way to the seats that were there when it was sealed. */
interface Sweep {
  readonly batch: Batch;
  readonly end: number;
}

/**
 * An address with the connections that have it open on this node.
 * Everything it gets in a turn of the event loop becomes one batch, and each seat gets one write for it.
 */
export class Topic {
  readonly id: string;
  readonly recent: Recent;
  /** Number of the last entry given to the seats. */
  delivered: number;
  /** The newest access version whose removals have been carried out here. */
  accessVersion: number;
  #seats: (Seat | undefined)[] = [];
  #population = 0;
  #pending: Encoded[] = [];
  readonly #sweeps: Sweep[] = [];
  #position = 0;
  #sweptSince = 0;
  #restsUntil = 0;
  #awaiting: { readonly seq: number; readonly resolve: () => void }[] = [];

  constructor(id: string, head: { readonly seq: number; readonly accessVersion: number }) {
    this.id = id;
    this.delivered = head.seq;
    this.accessVersion = head.accessVersion;
    this.recent = new Recent(head.seq);
  }

  /** How many connections have it open here. */
  get population(): number {
    return this.#population;
  }

  /** Writes that the waiting batches will take. */
  get backlog(): number {
    const sealed = this.#sweeps.reduce((sum, sweep) => sum + sweep.end, 0) - this.#position;
    return sealed + (this.#pending.length > 0 ? this.#seats.length : 0);
  }

  /** When its next sweep should begin, on the monotonic clock; in the past for one that is quiet, or small. */
  get restsUntil(): number {
    return this.#restsUntil;
  }

  /** Everyone who has it open. */
  *seats(): Iterable<Seat> {
    for (const seat of this.#seats) if (seat !== undefined) yield seat;
  }

  /** Adds the log's next entry to what the seats will get. */
  append(entry: LogEntry): void {
    this.delivered = entry.seq;
    this.recent.add(entry);
    if (this.#awaiting.length > 0) this.#wake();
    if (this.#population > 0) this.#pending.push(encodeLive(entry));
  }

  /** Goes on after `seq` without what lies before it: the entries up to there were told as newest states, with holes. */
  skipTo(seq: number): void {
    this.delivered = seq;
    this.recent.restart(seq);
    this.#wake();
  }

  /** Resolves when everything up to `seq` has been delivered. */
  reached(seq: number): Promise<void> {
    if (this.delivered >= seq) return Promise.resolve();
    return new Promise((resolve) => this.#awaiting.push({ seq, resolve }));
  }

  /** Adds an event that takes no number. */
  tell(event: Encoded): void {
    if (this.#population > 0) this.#pending.push(event);
  }

  /** Takes a seat. What waits is sealed first, so that it reaches only those who were there before. */
  join(sitter: Sitter): Seat {
    this.#seal();
    const seat: Seat = { ...sitter, topic: this, index: this.#seats.length };
    this.#seats.push(seat);
    this.#population += 1;
    return seat;
  }

  /** Gives the seat up: nothing that is not yet written reaches it. */
  leave(seat: Seat): void {
    if (this.#seats[seat.index] !== seat) return;
    this.#seats[seat.index] = undefined;
    this.#population -= 1;
    // A sweep counts by index: holes are closed only when none is under way.
    if (this.#sweeps.length === 0) this.#close(seat.index);
  }

  /** Writes at most `budget` seats' batches and says how many it wrote. */
  sweep(budget: number): number {
    // What comes during a sweep waits for its end: one more batch would be one more write for everybody.
    if (this.#sweeps.length === 0) this.#seal();
    if (this.#position === 0) this.#sweptSince = performance.now();
    let writes = 0;
    for (let sweep = this.#sweeps[0]; sweep !== undefined && writes < budget; sweep = this.#sweeps[0]) {
      writes += this.#write(sweep, budget - writes);
      if (this.#position < sweep.end) break;
      this.#sweeps.shift();
      this.#position = 0;
    }
    if (this.#sweeps.length === 0) this.#rest();
    return writes;
  }

  /** Whether batches wait to be written. */
  get isDirty(): boolean {
    return this.#pending.length > 0 || this.#sweeps.length > 0;
  }

  #write({ batch, end }: Sweep, budget: number): number {
    let writes = 0;
    while (this.#position < end && writes < budget) {
      const seat = this.#seats[this.#position];
      this.#position += 1;
      if (seat === undefined) continue;
      seat.connection.deliver(batch);
      writes += 1;
    }
    return writes;
  }

  /**
   * After a long sweep the next one waits a moment, so that all who were just told can answer into it;
   * without it the answers fall into two halves, and every write carries half of what it could.
   */
  #rest(): void {
    this.#compact();
    const now = performance.now();
    const took = now - this.#sweptSince;
    this.#restsUntil = took < LONG_SWEEP_MS ? 0 : now + Math.min(MAX_REST_MS, took * REST_SHARE);
  }

  #wake(): void {
    const due = this.#awaiting.filter(({ seq }) => seq <= this.delivered);
    this.#awaiting = this.#awaiting.filter(({ seq }) => seq > this.delivered);
    for (const { resolve } of due) resolve();
  }

  #seal(): void {
    if (this.#pending.length === 0) return;
    this.#sweeps.push({ batch: new Batch(this.#pending), end: this.#seats.length });
    this.#pending = [];
  }

  #close(index: number): void {
    const last = this.#seats.pop();
    if (last === undefined || index === this.#seats.length) return;
    last.index = index;
    this.#seats[index] = last;
  }

  #compact(): void {
    if (this.#seats.length === this.#population) return;
    this.#seats = this.#seats.filter((seat) => seat !== undefined);
    for (const [index, seat] of this.#seats.entries()) if (seat !== undefined) seat.index = index;
  }
}
