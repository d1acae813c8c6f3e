import { LIMITS } from '@parlor/protocol';
import type { Flusher, Sweepable } from './flusher.ts';
import { skipFrames } from './line.ts';

/** Someone who gets a room's live events. */
export interface Listener {
  /** The last number it was sent. */
  delivered: number;
  /** Its place among the listeners; -1 when it is none. */
  place: number;
  /** Writes frames; closes the connection instead when too much waits for it already. */
  deliver(frames: Buffer): void;
}

/** Committed frames of the numbers `first` to `last`. */
export interface Batch {
  readonly first: number;
  readonly last: number;
  readonly frames: Buffer;
}

/** What one sweep gives to every listener: the joined batches, then what has no number. */
interface Sweep extends Batch {
  readonly asides: readonly Buffer[];
}

/** With so many listeners a sweep is long enough for those told first to answer during it. */
const LARGE = 250;
/** Which part of a long sweep is at least done when the next batch is written to the disk. */
const EARLIEST = 0.3;

/** Recent batches stay in memory for the last step of a replay, up to this many bytes and at least one. */
const RECENT_BYTES = LIMITS.pageBytes;

/**
 * A room's live listeners. What was committed since the last sweep is joined into one buffer, and each listener gets
 * one write of it. Who comes meanwhile stands behind the sweep's end, and was sent by `join` what the sweep holds.
 */
export class Audience implements Sweepable {
  readonly #flusher: Flusher;
  readonly #listeners: Listener[] = [];
  #seq: number;
  #pending: Batch[] = [];
  #asides: Buffer[] = [];
  #recent: Batch[] = [];
  #recentBytes = 0;
  #sweep: Sweep | undefined;
  /** Of the sweep: who is next, and who came too late for it. */
  #next = 0;
  #end = 0;
  #begun = 0;
  /** How long the last sweep took, in milliseconds. */
  #took = 0;
  #waiting: { readonly go: () => void; readonly ms: number } | undefined;

  constructor(flusher: Flusher, seq: number) {
    this.#flusher = flusher;
    this.#seq = seq;
  }

  /** The last number that was published: what has a greater one is not told yet. */
  get seq(): number {
    return this.#seq;
  }

  get isDirty(): boolean {
    return this.#sweep !== undefined || this.#pending.length > 0 || this.#asides.length > 0;
  }

  /** Tells everyone what was committed. */
  publish(batch: Batch): void {
    this.#seq = batch.last;
    this.#remember(batch);
    if (this.#listeners.length === 0) return;
    this.#pending.push(batch);
    this.#flusher.add(this);
  }

  /** Tells everyone who listens something that is not in the log. */
  tell(frames: Buffer): void {
    if (this.#listeners.length === 0) return;
    this.#asides.push(frames);
    this.#flusher.add(this);
  }

  /**
   * Calls `go` when the next batch should be written to the disk, which takes about `ms`: at once, but in a large room
   * only so that it ends together with the sweep, since all who are told meanwhile can answer into that one batch. Else
   * the answers fall into many, and each is a write for everybody.
   */
  whenReady(ms: number, go: () => void): void {
    if (this.#isReady(ms)) go();
    else this.#waiting = { go, ms };
  }

  /** Whether whoever was sent everything up to `seq` can be given what is missing from memory. */
  covers(seq: number): boolean {
    return seq >= this.#seq || seq + 1 >= (this.#recent[0]?.first ?? Number.POSITIVE_INFINITY);
  }

  /** Makes someone a listener who was sent everything up to `seq`, which is covered; what is missing is sent now. */
  join(listener: Listener, seq: number): void {
    this.leave(listener);
    for (const batch of this.#recent) {
      if (batch.last > seq) listener.deliver(skipFrames(batch.frames, Math.max(0, seq + 1 - batch.first)));
    }
    listener.delivered = Math.max(seq, this.#seq);
    listener.place = this.#listeners.push(listener) - 1;
  }

  leave(listener: Listener): void {
    if (listener.place < 0) return;
    let hole = listener.place;
    listener.place = -1;
    if (hole < this.#next) {
      // Who was served stays before the mark, who waits for the sweep between it and the end, and who came later behind.
      this.#next -= 1;
      this.#move(this.#next, hole);
      hole = this.#next;
    }
    if (hole < this.#end) {
      this.#end -= 1;
      this.#move(this.#end, hole);
      hole = this.#end;
    }
    this.#move(this.#listeners.length - 1, hole);
    this.#listeners.pop();
  }

  /** Forgets what is kept for the last step of replays: nobody is here to make one. */
  forget(): void {
    this.#recent = [];
    this.#recentBytes = 0;
  }

  sweep(budget: number): number {
    this.#sweep ??= this.#gather();
    const { asides, frames, first, last } = this.#sweep;
    let writes = 0;
    for (; this.#next < this.#end && writes < budget; this.#next += 1) {
      const listener = this.#listeners[this.#next] as Listener;
      if (listener.delivered < last) {
        const unseen = listener.delivered + 1 - first;
        listener.delivered = last;
        listener.deliver(unseen > 0 ? skipFrames(frames, unseen) : frames);
        writes += 1;
      }
      for (const aside of asides) listener.deliver(aside);
      writes += asides.length;
    }
    if (this.#next === this.#end) {
      this.#sweep = undefined;
      this.#took = performance.now() - this.#begun;
      this.#next = 0;
      this.#end = 0;
    }
    this.#letGo();
    return writes;
  }

  #isReady(ms: number): boolean {
    if (this.#listeners.length < LARGE) return true;
    const told = Math.max(EARLIEST, 1 - ms / Math.max(this.#took, ms));
    return this.#pending.length === 0 && this.#next >= this.#end * told;
  }

  #letGo(): void {
    if (this.#waiting === undefined || !this.#isReady(this.#waiting.ms)) return;
    const { go } = this.#waiting;
    this.#waiting = undefined;
    go();
  }

  #gather(): Sweep {
    const [pending, asides] = [this.#pending, this.#asides];
    this.#pending = [];
    this.#asides = [];
    this.#begun = performance.now();
    this.#next = 0;
    this.#end = this.#listeners.length;
    const [one] = pending;
    const frames =
      pending.length === 1 && one ? one.frames : Buffer.concat(pending.map((batch) => batch.frames));
    return { first: one?.first ?? 0, last: pending.at(-1)?.last ?? 0, frames, asides };
  }

  #move(from: number, to: number): void {
    if (from === to) return;
    const listener = this.#listeners[from] as Listener;
    this.#listeners[to] = listener;
    listener.place = to;
  }

  #remember(batch: Batch): void {
    this.#recent.push(batch);
    this.#recentBytes += batch.frames.length;
    while (this.#recent.length > 1 && this.#recentBytes > RECENT_BYTES) {
      this.#recentBytes -= this.#recent.shift()?.frames.length ?? 0;
    }
  }
}
