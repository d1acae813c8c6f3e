import { Problem } from '@parlor/protocol';
import type { Batch } from './audience.ts';
import { SyncFailed } from './disk.ts';
import { encodeBatch, type NewLine } from './line.ts';
import { encodeMessage, eventStart, type Words } from './message.ts';
import type { Once } from './once.ts';
import type { RoomLog } from './room-log.ts';

/** Someone who sends messages and is told what became of them. */
export interface Sender {
  readonly client: string;
  /** Its author's JSON, made once. */
  readonly author: string;
  /** What its lines in the log end with. */
  readonly tail: string;
  /** The message is on disk under this number. */
  stored(id: string | undefined, seq: number, isDuplicate: boolean): void;
  /** The message is not stored. */
  refused(id: string | undefined, problem: Problem): void;
  /** All of a batch was told: answers may go out. */
  settle(): void;
}

interface Entry {
  readonly sender: Sender;
  readonly id: string | undefined;
  readonly clientId: string;
  readonly seq: number;
  readonly isDuplicate: boolean;
}

/** What a journal asks and tells of: a batch that is on disk, in the order of numbers, before its senders are answered. */
export interface JournalEvents {
  /** Calls `go` when the next batch should be written, which takes about so many milliseconds. */
  whenReady(ms: number, go: () => void): void;
  committed(batch: Batch, log: Buffer): void;
  /** The disk does not say what is on it any more. */
  broken(error: SyncFailed): void;
}

/** How much the newest write counts for how long the next one is thought to take. */
const NEWEST = 0.2;

/**
 * The room's one order. Messages take their numbers as they come; what gathers in a turn, while the last batch is
 * being synced, or while a large room is being told of it, is one write and one sync. Otherwise nobody waits.
 */
export class Journal {
  readonly #log: RoomLog;
  readonly #once: Once;
  readonly #events: JournalEvents;
  readonly #start: string;
  #seq: number;
  #lines: NewLine[] = [];
  #entries: Entry[] = [];
  #isScheduled = false;
  /** How long a write takes of late, in milliseconds. */
  #took = 1;
  #writing: Entry[] = [];
  #idle: (() => void)[] = [];

  constructor(room: string, log: RoomLog, once: Once, events: JournalEvents) {
    this.#log = log;
    this.#once = once;
    this.#events = events;
    this.#start = eventStart(room);
    this.#seq = log.seq;
  }

  /** Takes a message; its sender is told when it is synced. A known `clientId` takes no number. */
  append(sender: Sender, id: string | undefined, words: Words): void {
    const { clientId } = words;
    const known = this.#once.find(sender.client, clientId);
    const seq = known ?? this.#seq + 1;
    this.#entries.push({ sender, id, clientId, seq, isDuplicate: known !== undefined });
    if (known === undefined) {
      this.#seq = seq;
      this.#once.add(sender.client, clientId, seq);
      this.#lines.push({ event: encodeMessage(this.#start, seq, sender.author, words), tail: sender.tail });
    }
    if (!this.#isScheduled) this.#schedule();
  }

  #schedule(): void {
    this.#isScheduled = true;
    setImmediate(() => this.#events.whenReady(this.#took, () => this.#commit()));
  }

  get isIdle(): boolean {
    return !this.#isScheduled;
  }

  /** Resolves when everything taken is told. */
  settled(): Promise<void> {
    if (!this.#isScheduled) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  async #commit(): Promise<void> {
    const [entries, lines] = [this.#entries, this.#lines];
    this.#entries = [];
    this.#lines = [];
    this.#writing = entries;
    try {
      if (lines.length > 0) await this.#write(lines);
      tell(entries, (entry) => entry.sender.stored(entry.id, entry.seq, entry.isDuplicate));
    } catch (error) {
      this.#refuseAll(error);
    }
    if (this.#entries.length > 0) return this.#schedule();
    this.#isScheduled = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #write(lines: readonly NewLine[]): Promise<void> {
    const first = this.#log.seq + 1;
    const last = this.#log.seq + lines.length;
    const begun = performance.now();
    const { log, frames } = encodeBatch(lines);
    await this.#log.append(log, last);
    this.#took += (performance.now() - begun - this.#took) * NEWEST;
    this.#events.committed({ first, last, frames }, log);
  }

  /** The batch has no place on disk, and what came after it has numbers that follow it: none of it is stored. */
  #refuseAll(error: unknown): void {
    if (error instanceof SyncFailed) {
      this.#events.broken(error);
      return;
    }
    const entries = [...this.#writing, ...this.#entries];
    this.#entries = [];
    this.#lines = [];
    this.#seq = this.#log.seq;
    for (const { sender, clientId, isDuplicate } of entries) {
      if (!isDuplicate) this.#once.forget(sender.client, clientId);
    }
    const problem = new Problem('unavailable', { detail: 'The message could not be stored.' });
    tell(entries, (entry) => entry.sender.refused(entry.id, problem));
  }
}

function tell(entries: readonly Entry[], one: (entry: Entry) => void): void {
  const senders = new Set<Sender>();
  for (const entry of entries) {
    one(entry);
    senders.add(entry.sender);
  }
  for (const sender of senders) sender.settle();
}
