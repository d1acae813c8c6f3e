import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  applyChange,
  NAMED,
  type ReactionFacts,
  refuseChange,
  refuseReaction,
  type Traces,
  tracesOf,
} from '../writer/changes.ts';
import type { Head } from '../writer/head.ts';
import { SELECT_ROW } from '../writer/message-row.ts';
import type { ChangeJob, MessageRow } from '../writer/writer.ts';
import type { Heads } from './heads.ts';
import type { Results } from './results.ts';

/** Changes messages that are there, inside an open batch. */
export class Changer {
  readonly #heads: Heads;
  readonly #row: StatementSync;
  readonly #given: StatementSync;
  readonly #others: StatementSync;
  readonly #give: StatementSync;
  readonly #takeBack: StatementSync;
  readonly #write: StatementSync;
  readonly #blocks: StatementSync;
  readonly #former: StatementSync;
  readonly #note: StatementSync;

  constructor(database: DatabaseSync, heads: Heads) {
    this.#heads = heads;
    this.#row = database.prepare(`${SELECT_ROW} where messages.room_id = ? and messages.seq = ?`);
    this.#given = database.prepare(
      'select 1 from reactions where room_id = ? and seq = ? and emoji = ? and user_id = ?',
    );
    this.#others = database.prepare(
      `select user_id from reactions where room_id = ? and seq = ? and emoji = ? and user_id <> ?
       order by at, user_id limit ${NAMED}`,
    );
    this.#give = database.prepare(
      'insert into reactions (room_id, seq, emoji, user_id, at) values (?, ?, ?, ?, ?)',
    );
    this.#takeBack = database.prepare(
      'delete from reactions where room_id = ? and seq = ? and emoji = ? and user_id = ?',
    );
    this.#write = database.prepare(
      `update messages set version = ?, body = ?, mentions = ?, reactions = ?, edited_at = ?, deleted_at = ?,
       deleted_by = ?, pinned = ? where room_id = ? and seq = ?`,
    );
    this.#blocks = database.prepare(
      `select 1 from relations where kind = 'block'
       and ((user_id = ?1 and other_id = ?2) or (user_id = ?2 and other_id = ?1))`,
    );
    this.#former = database.prepare(
      'insert into former_bodies (room_id, seq, version, body, at) values (?, ?, ?, ?, ?)',
    );
    this.#note = database.prepare(
      `insert into moderation_log (id, room_id, actor_id, action, target_id, seq, at)
       values (?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  change(job: ChangeJob, results: Results): void {
    const head = this.#heads.get(job.roomId);
    const row = this.#row.get(job.roomId, job.seq) as MessageRow | undefined;
    if (head === undefined || head.accessVersion > job.accessVersion) results.add('stale');
    else if (row === undefined) results.add('not_found');
    else this.#changeRow(row, job, head, results);
  }

  #changeRow(row: MessageRow, job: ChangeJob, head: Head, results: Results): void {
    const facts = this.#facts(row, job);
    const refusal = refuseChange(row, job) ?? this.#refuseReaction(row, job, facts);
    if (refusal) results.add(refusal.status, row.version);
    else results.addChanged(this.#apply(row, job, head, facts), head.accessVersion);
  }

  #facts(row: MessageRow, { roomId, seq, actorId, action }: ChangeJob): ReactionFacts | undefined {
    if (action.do !== 'react') return undefined;
    const given = this.#given.get(roomId, seq, action.emoji, actorId) !== undefined;
    const others = this.#others.all(roomId, seq, action.emoji, actorId);
    const blocked = this.#blocks.get(actorId, row.author_id) !== undefined;
    return { given, others: others.map((other) => other.user_id as string), blocked };
  }

  #refuseReaction(row: MessageRow, { action }: ChangeJob, facts: ReactionFacts | undefined) {
    return action.do === 'react' && facts ? refuseReaction(row, action, facts) : null;
  }

  #apply(row: MessageRow, job: ChangeJob, head: Head, facts: ReactionFacts | undefined): MessageRow {
    const changed = applyChange(row, job, head.seq + 1, facts);
    this.#store(changed);
    this.#storeReaction(job);
    this.#leave(tracesOf(row, job, changed.version));
    head.seq = changed.version;
    head.moved = true;
    return changed;
  }

  #store(row: MessageRow): void {
    const { version, body, mentions, reactions, edited_at, deleted_at, deleted_by, pinned } = row;
    this.#write.run(
      ...[version, body, mentions, reactions, edited_at, deleted_at, deleted_by, pinned],
      ...[row.room_id, row.seq],
    );
  }

  #leave({ former, noted }: Traces): void {
    if (former) this.#former.run(former.room_id, former.seq, former.version, former.body, former.at);
    if (!noted) return;
    const { id, room_id, actor_id, action, target_id = null, seq = null, at } = noted;
    this.#note.run(id, room_id, actor_id, action, target_id, seq, at);
  }

  #storeReaction({ roomId, seq, actorId, at, action }: ChangeJob): void {
    if (action.do !== 'react') return;
    if (action.on === 1) this.#give.run(roomId, seq, action.emoji, actorId, at);
    else this.#takeBack.run(roomId, seq, action.emoji, actorId);
  }
}
