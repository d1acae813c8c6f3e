import { type ExpressionBuilder, type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Flag, MembershipsTable, RoomHeadsTable, RoomsTable, Schema } from '../database/schema.ts';
import { isUniqueViolation } from '../database/store-errors.ts';
import { type Keyset, type KeysetPage, pageByKeyset, type SortKey } from '../paging/keyset.ts';
import { isBarred } from './abilities.ts';
import { insertMember } from './memberships.repository.ts';

/** A room with its counters. */
export type RoomRow = Selectable<RoomsTable> & Omit<Selectable<RoomHeadsTable>, 'room_id'>;

type Mine = Pick<Selectable<MembershipsTable>, 'role' | 'read_seq' | 'read_nth' | 'visited_at' | 'sent'>;

/** What stands between a person and a room. */
interface Standing {
  readonly listed: 'allow' | 'block' | null;
  readonly muted_until: number | null;
  /** 1 in a direct room where one of the two blocks the other. */
  readonly blocks: Flag;
}

/** A room with what one person is in it; all null for who is no member. */
export type RoomWithMembership = RoomRow & Standing & { readonly [Field in keyof Mine]: Mine[Field] | null };

/** As it is shown: with what is counted or looked up for it, and so not read where a right is judged. */
export type ShownRoom = RoomWithMembership & {
  readonly members: number;
  /** When the newest message was sent. */
  readonly last_at: number | null;
  /** The others of a direct or group room, one a line. */
  readonly people: string | null;
};

/** In which order rooms are listed. */
export type RoomSort = 'recent' | 'active' | 'newest' | 'name';

/** Which rooms are listed. */
export interface RoomFilter {
  readonly filter: 'all' | 'mine' | 'open' | 'password' | 'joinable' | 'direct' | 'archived';
  readonly q?: string | undefined;
}

/** A new room. */
export type NewRoom = Pick<
  RoomRow,
  'id' | 'slug' | 'name' | 'topic' | 'kind' | 'access' | 'password_hash' | 'created_by' | 'created_at'
>;

/** The rooms. */
export class RoomsRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A room by id or slug, with what this person is in it: one narrow query, for the hot path. */
  find(reference: string, userId: string): Promise<RoomWithMembership | undefined> {
    return this.#withMembership(userId).where(columnOf(reference), '=', reference).executeTakeFirst();
  }

  /** As `find`, to be shown. */
  findShown(reference: string, userId: string): Promise<ShownRoom | undefined> {
    return this.#shown(userId).where(columnOf(reference), '=', reference).executeTakeFirst();
  }

  /** The rooms that a person may know of, with their counters: one query. */
  list(
    userId: string,
    { sort, filter, q }: RoomFilter & { readonly sort: RoomSort },
    page: Keyset,
  ): Promise<KeysetPage<ShownRoom>> {
    const known = this.#shown(userId).where((builder) =>
      builder.or([
        builder('memberships.role', 'is not', null),
        builder('rooms.kind', '=', 'room')
          .and('rooms.access', '!=', 'hidden')
          .and('rooms.archived_at', 'is', null),
      ]),
    );
    const filtered = known.where(sql<boolean>`${sql.raw(FILTERS[filter])}`);
    return pageByKeyset(q === undefined ? filtered : filtered.where(named(q)), page, SORTS[sort]);
  }

  /** Adds a room and its owner. Answers `taken` when the slug is another's. */
  async insert(room: NewRoom, others: readonly string[] = []): Promise<'inserted' | 'taken'> {
    try {
      await this.#database.transact(async (transaction) => {
        await transaction.insertInto('rooms').values(room).execute();
        await transaction
          .insertInto('room_heads')
          .values({ room_id: room.id, seq: 0, count: 0, access_version: 1 })
          .execute();
        const { id: roomId, created_by: userId, created_at: at } = room;
        if (userId !== null) await insertMember(transaction, { roomId, userId, at, role: 'owner' });
        for (const other of others) await insertMember(transaction, { roomId, userId: other, at });
      });
      return 'inserted';
    } catch (error) {
      if (isUniqueViolation(error)) return 'taken';
      throw error;
    }
  }

  #shown(userId: string): SelectQueryBuilder<Schema, keyof Schema, ShownRoom> {
    const members = (builder: ExpressionBuilder<Schema, keyof Schema>) =>
      builder
        .selectFrom('memberships as others')
        .select(({ fn }) => fn.countAll<number>().as('members'))
        .whereRef('others.room_id', '=', 'rooms.id')
        .as('members');
    const people = sql<string | null>`case when rooms.kind = 'room' then null else (
      select string_agg(u.id || ${'\t'} || u.handle || ${'\t'} || u.hue || ${'\t'} || u.name, ${'\n'})
      from memberships o join users u on u.id = o.user_id
      where o.room_id = rooms.id and o.user_id <> ${userId}) end`;
    return this.#withMembership(userId)
      .select(members)
      .select([sql<number | null>`${sql.raw(LAST_AT)}`.as('last_at'), people.as('people')])
      .$castTo<ShownRoom>();
  }

  #withMembership(userId: string): SelectQueryBuilder<Schema, keyof Schema, RoomWithMembership> {
    const query = this.#database.read
      .selectFrom('rooms')
      .innerJoin('room_heads', 'room_heads.room_id', 'rooms.id')
      .leftJoin('memberships', (join) =>
        join.onRef('memberships.room_id', '=', 'rooms.id').on('memberships.user_id', '=', userId),
      )
      .leftJoin('room_lists', (join) =>
        join.onRef('room_lists.room_id', '=', 'rooms.id').on('room_lists.user_id', '=', userId),
      )
      .leftJoin('room_mutes', (join) =>
        join.onRef('room_mutes.room_id', '=', 'rooms.id').on('room_mutes.user_id', '=', userId),
      )
      .selectAll('rooms')
      .select(['room_heads.seq', 'room_heads.count', 'room_heads.access_version'])
      .select(['memberships.role', 'memberships.read_seq', 'memberships.read_nth'])
      .select(['memberships.visited_at', 'memberships.sent'])
      .select(['room_lists.list as listed', 'room_mutes.muted_until'])
      .select(blocks(userId).as('blocks'))
      .where('rooms.deleted_at', 'is', null);
    // A left join makes the row's own nullable columns; the joined tables' names are of no use to callers.
    return query as unknown as SelectQueryBuilder<Schema, keyof Schema, RoomWithMembership>;
  }
}

/** Whether one of the two in a direct room blocks the other; elsewhere it is not asked. */
function blocks(userId: string) {
  return sql<Flag>`case when rooms.kind <> 'direct' then 0 when exists (
    select 1 from memberships o join relations r on r.kind = 'block'
      and ((r.user_id = o.user_id and r.other_id = ${userId}) or (r.user_id = ${userId} and r.other_id = o.user_id))
    where o.room_id = rooms.id and o.user_id <> ${userId}) then 1 else 0 end`;
}

/** What is called so: nothing that is typed is a pattern. */
function named(q: string) {
  const like = `%${q.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;
  const part = (column: string) => sql`lower(coalesce(${sql.raw(column)}, '')) like ${like} escape '\\'`;
  // The topic of a room by invitation is told to its members alone.
  return sql<boolean>`(${part('rooms.name')} or ${part('rooms.slug')} or (${part('rooms.topic')}
    and (rooms.access <> 'invite' or memberships.role is not null)))`;
}

const MINE = 'memberships.role is not null';
const BARRED = `(coalesce(room_lists.list, '') = 'block'
  or (rooms.allow_listed = 1 and coalesce(room_lists.list, '') <> 'allow'))`;
/** Where one may listen: only there does anything tell how much is said. */
const HEARD = `(${MINE} or (rooms.access = 'open' and not ${BARRED}))`;
const LAST_AT = '(select at from messages where room_id = rooms.id order by seq desc limit 1)';
const IN_USE = 'rooms.archived_at is null';

const FILTERS: Readonly<Record<RoomFilter['filter'], string>> = {
  all: IN_USE,
  mine: `${IN_USE} and ${MINE}`,
  open: `${IN_USE} and rooms.access = 'open'`,
  password: `${IN_USE} and rooms.access = 'password'`,
  joinable: `${IN_USE} and rooms.access = 'open' and not (${MINE}) and not ${BARRED}`,
  direct: `${IN_USE} and rooms.kind <> 'room' and ${MINE}`,
  archived: `rooms.archived_at is not null and ${MINE}`,
};

/** Ids are 36 characters and slugs at most 32: what names a room says by its length which it is. */
function columnOf(reference: string): 'rooms.id' | 'rooms.slug' {
  return reference.length === 36 ? 'rooms.id' : 'rooms.slug';
}

type Key = SortKey<ShownRoom>;
const byId: Key = { column: 'rooms.id', order: 'desc', of: (row) => row.id };
const byName: Key = {
  column: "coalesce(rooms.slug, rooms.name, '')",
  order: 'asc',
  of: (row) => row.slug ?? row.name ?? '',
};
const byVisit: Key = {
  column: 'coalesce(memberships.visited_at, 0)',
  order: 'desc',
  of: (row) => row.visited_at ?? 0,
};
const bySent: Key = { column: 'coalesce(memberships.sent, 0)', order: 'desc', of: (row) => row.sent ?? 0 };
// The order of rooms, and the cursor in it, must not tell how much is said where one may not listen.
const byCount: Key = {
  column: `(case when ${HEARD} then room_heads.count else 0 end)`,
  order: 'desc',
  of: (row) => (mayHear(row) ? row.count : 0),
};
const byTime: Key = {
  column: `(case when ${HEARD} then coalesce(${LAST_AT}, rooms.created_at) else rooms.created_at end)`,
  order: 'desc',
  of: (row) => (mayHear(row) ? (row.last_at ?? row.created_at) : row.created_at),
};

function mayHear(row: ShownRoom): boolean {
  return row.role !== null || (row.access === 'open' && !isBarred(row));
}

const SORTS: Readonly<Record<RoomSort, readonly Key[]>> = {
  recent: [byVisit, byName, byId],
  active: [bySent, byCount, byName, byId],
  newest: [byTime, byId],
  name: [byName, byId],
};
