import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { countSent, type Head, slowModeWait } from '../writer/head.ts';
import type { Heads } from './heads.ts';
import type { Results } from './results.ts';

/** Appends messages inside an open batch. */
export class Appender {
  readonly #heads: Heads;
  readonly #known: StatementSync;
  readonly #target: StatementSync;
  readonly #lastSent: StatementSync;
  readonly #insert: StatementSync;

  constructor(database: DatabaseSync, heads: Heads) {
    this.#heads = heads;
    this.#known = database.prepare(
      'select seq, nth, version from messages where room_id = ? and author_id = ? and client_id = ?',
    );
    this.#target = database.prepare('select 1 from messages where room_id = ? and seq = ?');
    this.#lastSent = database.prepare(
      'select last_sent_at from memberships where room_id = ? and user_id = ?',
    );
    this.#insert = database.prepare(
      `insert into messages (room_id, seq, nth, version, kind, author_id, client_id, body, at, reply_to, mentions)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /** Carries out the append that lies at `index` of the batch. */
  append(flat: readonly unknown[], index: number, results: Results): void {
    if (this.#isKnown(flat, index, results)) return;
    const head = this.#heads.get(flat[index + 1] as string);
    // Without a head there is no such room: the service asks again for access, and finds that out.
    if (head === undefined || head.accessVersion > (flat[index + 9] as number)) {
      results.add('stale');
    } else if (!this.#isRefused(flat, index, head, results)) {
      this.#write(flat, index, head);
      countSent(head, flat[index + 2] as string, flat[index + 8] as number);
      results.add('appended', head.seq, head.count, head.accessVersion);
    }
  }

  /** The same message again, also from earlier in this batch: judged before anything else, and takes no number. */
  #isKnown(flat: readonly unknown[], index: number, results: Results): boolean {
    const known = this.#known.get(
      flat[index + 1] as string,
      flat[index + 2] as string,
      flat[index + 3] as string,
    );
    if (known === undefined) return false;
    results.add('duplicate', known.seq as number, known.nth as number, known.version as number);
    return true;
  }

  #isRefused(flat: readonly unknown[], index: number, head: Head, results: Results): boolean {
    const authorId = flat[index + 2] as string;
    const wait = this.#wait(head, authorId, flat[index + 8] as number, flat[index + 10] as number);
    const replyTo = flat[index + 6] as number | null;
    if (wait > 0) results.add('slow', wait);
    else if (replyTo !== null && this.#target.get(head.roomId, replyTo) === undefined) {
      results.add('no_reply_target');
    } else return false;
    return true;
  }

  /** Numbers are given only once the row is in: a job that fails leaves no hole. */
  #write(flat: readonly unknown[], index: number, head: Head): void {
    const seq = head.seq + 1;
    const nth = head.count + 1;
    this.#insert.run(
      head.roomId,
      seq,
      nth,
      seq,
      flat[index + 4] as string,
      flat[index + 2] as string,
      flat[index + 3] as string,
      flat[index + 5] as string,
      flat[index + 8] as number,
      flat[index + 6] as number | null,
      flat[index + 7] as string,
    );
    head.seq = seq;
    head.count = nth;
    head.moved = true;
  }

  /** Seconds that the author must still wait; 0 when they need not. */
  #wait(head: Head, authorId: string, at: number, slowMode: number): number {
    if (slowMode === 0) return 0;
    const last =
      head.members.get(authorId)?.at ?? this.#lastSent.get(head.roomId, authorId)?.last_sent_at ?? null;
    return slowModeWait(last as number | null, at, slowMode);
  }
}
