import { setImmediate as turn } from 'node:timers/promises';
import type { Batch } from '../../apps/server/src/realtime/batch.ts';
import type { LogEntry } from '../../apps/server/src/realtime/encoded.ts';
import { Flusher } from '../../apps/server/src/realtime/flusher.ts';
import { Hub } from '../../apps/server/src/realtime/hub.ts';
import { MemoryBroker } from '../../apps/server/src/realtime/memory.broker.ts';
import type { Seat } from '../../apps/server/src/realtime/topic.ts';

/** The room that everything happens in. */
export const ROOM = 'room';

/** One seat's view: what it was sent since it sat down at `from`, until it left. */
export class Sitting {
  readonly userId: string;
  readonly accessVersion: number;
  readonly from: number;
  readonly seqs: number[] = [];
  readonly texts: string[] = [];
  seat: Seat | undefined;
  isEvicted = false;
  readonly connection = { deliver: (batch: Batch) => this.#take(batch) };

  constructor(userId: string, accessVersion: number, from: number) {
    this.userId = userId;
    this.accessVersion = accessVersion;
    this.from = from;
  }

  #take(batch: Batch): void {
    for (const { text } of batch.events) {
      this.texts.push(text);
      const { seq } = JSON.parse(text) as { seq?: number };
      if (seq !== undefined) this.seqs.push(seq);
    }
  }
}

/** A log whose entries reach the hub by a way that may lose, repeat and reorder them. */
export class World {
  seq = 0;
  accessVersion = 1;
  readonly log: LogEntry[] = [];
  readonly members = new Set<string>();
  /** At which change somebody's membership had ended. */
  readonly removedAt = new Map<string, number>();
  isAway = false;
  readings = 0;
  readonly broker = new MemoryBroker();
  readonly flusher = new Flusher();
  readonly hub: Hub;

  constructor() {
    const { broker, flusher } = this;
    this.hub = new Hub({ broker, flusher, source: this.#source(), pause: async () => void (await turn()) });
  }

  #source() {
    const answer = async <Result>(look: () => Result): Promise<Result> => {
      this.readings += 1;
      if (this.isAway) throw new Error('the store is away');
      const result = look();
      await turn();
      return result;
    };
    return {
      head: () => answer(() => ({ seq: this.seq, accessVersion: this.accessVersion })),
      changesAfter: (_: string, after: number) =>
        answer(() => {
          const entries = this.log.slice(after, after + 5);
          const upTo = after + entries.length;
          const { accessVersion } = this;
          return {
            entries: entries.map((entry) => ({ ...entry, accessVersion })),
            upTo,
            more: upTo < this.seq,
          };
        }),
      belonging: (_: string, userIds: readonly string[]) =>
        answer(() => ({
          accessVersion: this.accessVersion,
          users: new Set(userIds.filter((userId) => this.members.has(userId))),
        })),
    };
  }

  /** Commits a change; who tells the hub of it is the caller's affair. */
  commit(): LogEntry {
    this.seq += 1;
    const entry: LogEntry = {
      topic: ROOM,
      seq: this.seq,
      accessVersion: this.accessVersion,
      subject: this.seq,
      type: 'message.created',
      typeWhenNew: 'message.created',
      typeWhenKnown: 'message.updated',
      at: '2026-01-01T00:00:00.000Z',
      data: '{}',
    };
    this.log.push(entry);
    return entry;
  }

  tell(entry: LogEntry): void {
    this.broker.publish({ kind: 'entry', entry });
  }

  remove(userId: string): void {
    if (!this.members.delete(userId)) return;
    this.accessVersion += 1;
    this.removedAt.set(userId, this.seq);
  }

  /** Sits down as an entering does: with a right that is no older than what the topic knows. */
  async sit(userId: string, seated: (sitting: Sitting) => void = () => {}): Promise<Sitting | undefined> {
    const isMember = this.members.has(userId);
    const version = this.accessVersion;
    using held = await this.hub.open(ROOM);
    const { topic } = held;
    if (!isMember || topic.accessVersion > version) return undefined;
    const sitting = new Sitting(userId, version, topic.delivered);
    const { connection } = sitting;
    const evict = () => {
      sitting.isEvicted = true;
      if (sitting.seat !== undefined) this.hub.leave(sitting.seat);
    };
    sitting.seat = this.hub.join(topic, { connection, userId, accessVersion: version, evict });
    seated(sitting);
    return sitting;
  }

  /** Enough turns for everything that needs no store that is away; a large topic may rest between its sweeps. */
  async settle(): Promise<void> {
    for (let index = 0; index < 20; index += 1) await turn();
    while (this.hub.topic(ROOM)?.isDirty === true) await turn();
  }
}
