import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Heads } from './heads.ts';
import type { Results } from './results.ts';

/** Moves read marks inside an open batch. */
export class Marker {
  readonly #heads: Heads;
  readonly #mark: StatementSync;
  readonly #nth: StatementSync;
  readonly #move: StatementSync;

  constructor(database: DatabaseSync, heads: Heads) {
    this.#heads = heads;
    this.#mark = database.prepare(
      'select read_seq, read_nth from memberships where room_id = ? and user_id = ?',
    );
    this.#nth = database.prepare(
      'select nth from messages where room_id = ? and seq <= ? order by seq desc limit 1',
    );
    this.#move = database.prepare(
      'update memberships set read_seq = ?, read_nth = ? where room_id = ? and user_id = ?',
    );
  }

  /** Carries out the mark that lies at `index` of the batch. */
  mark(flat: readonly unknown[], index: number, results: Results): void {
    const roomId = flat[index + 1] as string;
    const userId = flat[index + 2] as string;
    const wanted = flat[index + 3] as number;
    const head = this.#heads.get(roomId);
    const row = head && this.#mark.get(roomId, userId);
    if (!head || !row) {
      results.add('no_member');
      return;
    }
    // What the member sent in this batch moves the mark too; it is written when the batch ends.
    const sent = head.members.get(userId);
    const seq = Math.max(row.read_seq as number, sent?.seq ?? 0);
    const nth = Math.max(row.read_nth as number, sent?.nth ?? 0);
    const reached = Math.min(wanted, head.seq);
    if (reached <= seq) {
      results.add('marked', seq, nth);
      return;
    }
    const reachedNth = Math.max(nth, (this.#nth.get(roomId, reached)?.nth as number | undefined) ?? 0);
    this.#move.run(reached, reachedNth, roomId, userId);
    results.add('marked', reached, reachedNth);
  }
}
