import type { Mine } from '@parlor/protocol';
import { type AliasedSelectQueryBuilder, type Selectable, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { MessagesTable } from '../database/schema.ts';
import type {
  AppendJob,
  AppendResult,
  ChangeJob,
  ChangeResult,
  Commit,
  MarkJob,
  MarkResult,
  MessageRow,
} from '../database/writer/writer.ts';

/** Where a room's log stood when a page of it was read. */
export interface Head {
  readonly seq: number;
  readonly count: number;
  readonly accessVersion: number;
}

/** Messages and the head under which they were read, in one snapshot. */
export interface Page {
  readonly head: Head;
  readonly rows: readonly MessageRow[];
}

interface Query {
  readonly is: '<' | '>' | '=';
  readonly value: number;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
}

/** Most pins, and most former bodies, that are read at once. */
const MOST_PINS = 200;
const MOST_EDITS = 200;

/** All SQL about messages. Writing goes to the writer, which puts many into one synced transaction. */
export class MessagesRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Stores a message: resolves once it is synced to disk. */
  append(job: AppendJob): Promise<AppendResult> {
    return this.#database.writer.append(job);
  }

  /** Changes a message: resolves once the change is synced to disk. */
  change(job: ChangeJob): Promise<ChangeResult> {
    return this.#database.writer.change(job);
  }

  /** Moves a read mark forward. */
  mark(job: MarkJob): Promise<MarkResult> {
    return this.#database.writer.mark(job);
  }

  /** Registers the one listener that publishes what was committed. */
  onCommit(listener: (commit: Commit) => void): void {
    this.#database.writer.onCommit(listener);
  }

  /** The newest messages, or those before `before`, newest first. */
  newest(roomId: string, limit: number, before?: number): Promise<Page> {
    const value = before ?? Number.MAX_SAFE_INTEGER;
    return this.#page(roomId, { is: '<', value, order: 'desc', limit });
  }

  /** The messages made after `after`, oldest first. */
  oldest(roomId: string, limit: number, after: number): Promise<Page> {
    return this.#page(roomId, { is: '>', value: after, order: 'asc', limit });
  }

  /** The messages changed after `version`, each in its newest state, in the order of the changes. */
  changedAfter(roomId: string, version: number, limit: number): Promise<Page> {
    return this.#read(roomId, this.#changed(roomId, version, limit), 'm.version', 'asc');
  }

  /** Whether more than `limit` messages were changed after `version`. */
  async changedMoreThan(roomId: string, version: number, limit: number): Promise<boolean> {
    const row = await this.#database.read
      .selectFrom(this.#changed(roomId, version, limit + 1))
      .select('m.seq')
      .offset(limit)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** One message, or undefined. */
  async find(roomId: string, seq: number): Promise<MessageRow | undefined> {
    const page = await this.#page(roomId, { is: '=', value: seq, order: 'asc', limit: 1 });
    return page.rows[0];
  }

  /** The message that this author sent here under this client id. */
  findByClientId(roomId: string, authorId: string, clientId: string) {
    return this.#database.read
      .selectFrom('messages')
      .select(['seq', 'nth', 'version'])
      .where('room_id', '=', roomId)
      .where('author_id', '=', authorId)
      .where('client_id', '=', clientId)
      .executeTakeFirst();
  }

  /** Where the room's log stands. */
  async head(roomId: string): Promise<Head> {
    const row = await this.#database.read
      .selectFrom('room_heads')
      .select(['seq', 'count', 'access_version'])
      .where('room_id', '=', roomId)
      .executeTakeFirst();
    return { seq: row?.seq ?? 0, count: row?.count ?? 0, accessVersion: row?.access_version ?? 0 };
  }

  /** One person's own reactions to these messages, by `seq`. */
  async mine(roomId: string, userId: string, seqs: readonly number[]): Promise<Mine> {
    if (seqs.length === 0) return {};
    // A long replay names more of them than a call has arguments.
    const first = seqs.reduce((least, seq) => Math.min(least, seq));
    const last = seqs.reduce((most, seq) => Math.max(most, seq));
    const rows = await this.#database.read
      .selectFrom('reactions')
      .select(['seq', 'emoji'])
      .where('room_id', '=', roomId)
      .where('user_id', '=', userId)
      .where('seq', '>=', first)
      .where('seq', '<=', last)
      .orderBy(['at', 'emoji'])
      .execute();
    const mine: Record<string, string[]> = {};
    for (const { seq, emoji } of rows) mine[seq] = [...(mine[seq] ?? []), emoji];
    return mine;
  }

  /** The ids of those who belong to the room and go by one of these handles. */
  async membersByHandle(roomId: string, handles: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (handles.length === 0) return new Map();
    const rows = await this.#database.read
      .selectFrom('users')
      .innerJoin('memberships', 'memberships.user_id', 'users.id')
      .select(['users.handle', 'users.id'])
      .where('memberships.room_id', '=', roomId)
      .where('users.handle', 'in', handles)
      .execute();
    return new Map(rows.map(({ handle, id }) => [handle, id]));
  }

  /** Those among some people who block somebody, or are blocked by them. */
  async blockedAmong(userId: string, others: readonly string[]): Promise<string[]> {
    if (others.length === 0) return [];
    const rows = await this.#database.read
      .selectFrom('relations')
      .select(['user_id', 'other_id'])
      .where('kind', '=', 'block')
      .where((builder) =>
        builder.or([
          builder('user_id', '=', userId).and('other_id', 'in', others),
          builder('other_id', '=', userId).and('user_id', 'in', others),
        ]),
      )
      .execute();
    return rows.map(({ user_id, other_id }) => (user_id === userId ? other_id : user_id));
  }

  /** The pinned messages of a room, newest first. */
  async pinned(roomId: string): Promise<readonly MessageRow[]> {
    const messages = this.#database.read
      .selectFrom('messages')
      .selectAll()
      .where('room_id', '=', roomId)
      .where(sql.ref('pinned'), '=', 1)
      .where('deleted_at', 'is', null)
      .orderBy('seq', 'desc')
      .limit(MOST_PINS)
      .as('m');
    return (await this.#read(roomId, messages, 'm.seq', 'desc')).rows;
  }

  /** What a message said before its edits, oldest first. */
  formerBodies(roomId: string, seq: number) {
    return this.#database.read
      .selectFrom('former_bodies')
      .select(['version', 'body', 'at'])
      .where('room_id', '=', roomId)
      .where('seq', '=', seq)
      .orderBy('version')
      .limit(MOST_EDITS)
      .execute();
  }

  #page(roomId: string, { is, value, order, limit }: Query): Promise<Page> {
    const messages = this.#database.read
      .selectFrom('messages')
      .selectAll()
      .where('room_id', '=', roomId)
      .where('seq', is, value)
      .orderBy('seq', order)
      .limit(limit)
      .as('m');
    return this.#read(roomId, messages, 'm.seq', order);
  }

  /** Two parts, each read along its own index: what is as it was made, by `seq`, and what was changed, by `version`. */
  #changed(roomId: string, after: number, limit: number) {
    const { read } = this.#database;
    const messages = read.selectFrom('messages').selectAll().where('room_id', '=', roomId).limit(limit);
    // No version is below its seq: `<=` says the same as `=`, and PostgreSQL does not take it for a rare case, for
    // which it would read and sort all that follows.
    const made = messages.where('seq', '>', after).whereRef('version', '<=', 'seq').orderBy('seq');
    const changed = messages.where('version', '>', after).whereRef('version', '<>', 'seq').orderBy('version');
    return read
      .selectFrom(made.as('made'))
      .selectAll()
      .unionAll(read.selectFrom(changed.as('changed')).selectAll())
      .orderBy('version')
      .limit(limit)
      .as('m');
  }

  /** One statement, so that the messages and the head are of one moment. */
  async #read(
    roomId: string,
    messages: AliasedSelectQueryBuilder<Selectable<MessagesTable>, 'm'>,
    by: 'm.seq' | 'm.version',
    order: 'asc' | 'desc',
  ): Promise<Page> {
    const rows = await this.#database.read
      .selectFrom('room_heads as h')
      .leftJoin(messages, (join) => join.onRef('m.room_id', '=', 'h.room_id'))
      .leftJoin('users as u', 'u.id', 'm.author_id')
      .selectAll('m')
      .select(['h.seq as head_seq', 'h.count as head_count', 'h.access_version as head_access_version'])
      .select([
        'u.handle as author_handle',
        'u.name as author_name',
        'u.hue as author_hue',
        'u.bot as author_bot',
      ])
      .where('h.room_id', '=', roomId)
      .orderBy(by, order)
      .execute();
    const [first] = rows;
    return {
      head: {
        seq: first?.head_seq ?? 0,
        count: first?.head_count ?? 0,
        accessVersion: first?.head_access_version ?? 0,
      },
      rows: rows.filter((row) => row.seq !== null) as MessageRow[],
    };
  }
}
