import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Head } from '../writer/head.ts';

/** The heads that a batch touches: read once each, written once each, with one update a member. */
export class Heads {
  readonly #read: StatementSync;
  readonly #write: StatementSync;
  readonly #writeMember: StatementSync;
  readonly #open = new Map<string, Head | undefined>();

  constructor(database: DatabaseSync) {
    this.#read = database.prepare('select seq, count, access_version from room_heads where room_id = ?');
    this.#write = database.prepare('update room_heads set seq = ?, count = ? where room_id = ?');
    this.#writeMember = database.prepare(
      `update memberships set sent = sent + ?, last_sent_at = ?, read_seq = max(read_seq, ?),
       read_nth = max(read_nth, ?) where room_id = ? and user_id = ?`,
    );
  }

  /** The room's head; undefined when there is no such room. */
  get(roomId: string): Head | undefined {
    const known = this.#open.get(roomId);
    if (known !== undefined || this.#open.has(roomId)) return known;
    const head = this.#load(roomId);
    this.#open.set(roomId, head);
    return head;
  }

  /** Writes what changed; the batch is about to be committed. */
  flush(): void {
    for (const head of this.#open.values()) {
      if (!head?.moved) continue;
      this.#write.run(head.seq, head.count, head.roomId);
      for (const [userId, { sent, at, seq, nth }] of head.members) {
        this.#writeMember.run(sent, at, seq, nth, head.roomId, userId);
      }
    }
  }

  /** Forgets everything: the next batch reads anew what others may have written in between. */
  reset(): void {
    this.#open.clear();
  }

  #load(roomId: string): Head | undefined {
    const row = this.#read.get(roomId);
    if (row === undefined) return undefined;
    return {
      roomId,
      accessVersion: row.access_version as number,
      seq: row.seq as number,
      count: row.count as number,
      moved: false,
      members: new Map(),
    };
  }
}
