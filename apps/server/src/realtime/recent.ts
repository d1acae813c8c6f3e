import type { LogEntry } from './encoded.ts';

const MAX_ENTRIES = 256;
const MAX_BYTES = 262_144;
/** What a pin may hold at most: a reader slower than this starts over. */
const MAX_PINNED_BYTES = 8_388_608;

/** The last entries of a log, without a hole: most reconnects and the last step of each catching up need no query. */
export class Recent {
  #entries: LogEntry[] = [];
  #bytes = 0;
  #last: number;
  /** How many pins there are at each number. */
  readonly #pins = new Map<number, number>();
  #oldestPin = Infinity;

  /** @param last - number of the last entry before the first that will be added. */
  constructor(last: number) {
    this.#last = last;
  }

  /** Adds the next entry and lets go of what is too old. */
  add(entry: LogEntry): void {
    this.#entries.push(entry);
    this.#bytes += entry.data.length;
    this.#last = entry.seq;
    this.#trim();
  }

  /** Starts anew after a hole: what came before cannot be told as a row any more. */
  restart(last: number): void {
    this.#entries = [];
    this.#bytes = 0;
    this.#last = last;
  }

  /** Whether it holds everything after `seq`. */
  covers(seq: number): boolean {
    const first = this.#entries[0]?.seq ?? this.#last + 1;
    return seq >= first - 1 && seq <= this.#last;
  }

  /** The entries after `seq`, oldest first. Ask `covers` before. */
  after(seq: number): readonly LogEntry[] {
    const first = this.#entries[0]?.seq;
    return first === undefined ? [] : this.#entries.slice(Math.max(0, seq + 1 - first));
  }

  /** Keeps everything after `after` until it is released; meant for the length of one short read. */
  pin(after: number): Disposable {
    this.#pins.set(after, (this.#pins.get(after) ?? 0) + 1);
    this.#oldestPin = Math.min(this.#oldestPin, after);
    return { [Symbol.dispose]: () => this.#unpin(after) };
  }

  #unpin(after: number): void {
    const left = (this.#pins.get(after) ?? 0) - 1;
    if (left > 0) this.#pins.set(after, left);
    else this.#pins.delete(after);
    // Found anew only when the oldest goes, so that many who enter cost each message nothing.
    if (left <= 0 && after === this.#oldestPin) this.#oldestPin = Math.min(...this.#pins.keys());
  }

  #trim(): void {
    let drop = 0;
    const pinned = this.#bytes > MAX_PINNED_BYTES ? Infinity : this.#oldestPin;
    while (this.#isOver(drop)) {
      const entry = this.#entries[drop];
      if (entry === undefined || entry.seq > pinned) break;
      this.#bytes -= entry.data.length;
      drop += 1;
    }
    // Dropping from the front copies the rest, so it is done for many at once.
    if (drop > 0) this.#entries.splice(0, drop);
  }

  #isOver(dropped: number): boolean {
    return this.#entries.length - dropped > MAX_ENTRIES || this.#bytes > MAX_BYTES;
  }
}
