import type { ExpressionBuilder, Selectable, SelectQueryBuilder } from 'kysely';
import type { Database } from '../database/database.ts';
import type { MembershipsTable, RoomHeadsTable, RoomsTable, Schema } from '../database/schema.ts';
import { isUniqueViolation } from '../database/store-errors.ts';
import { type Keyset, type KeysetPage, pageByKeyset, type SortKey } from '../paging/keyset.ts';
import { insertMember } from './memberships.repository.ts';

/** A room with its counters. */
export type RoomRow = Selectable<RoomsTable> & Omit<Selectable<RoomHeadsTable>, 'room_id'>;

type Mine = Pick<Selectable<MembershipsTable>, 'role' | 'read_seq' | 'read_nth' | 'visited_at' | 'sent'>;

/** A room with what one person is in it; all null for who is no member. */
export type RoomWithMembership = RoomRow & { readonly [Field in keyof Mine]: Mine[Field] | null };

/** As it is shown: with the number of its members, which is counted and so not read where a right is judged. */
export type ShownRoom = RoomWithMembership & { readonly members: number };

/** In which order rooms are listed. */
export type RoomSort = 'recent' | 'active' | 'newest' | 'name';

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

  /** The rooms that a person may know of. */
  list(userId: string, sort: RoomSort, page: Keyset): Promise<KeysetPage<ShownRoom>> {
    const query = this.#shown(userId).where((builder) =>
      builder.or([
        builder('memberships.role', 'is not', null),
        builder('rooms.kind', '=', 'room').and('rooms.access', '!=', 'hidden'),
      ]),
    );
    return pageByKeyset(query, page, SORTS[sort]);
  }

  /** Adds a room and its owner. Answers `taken` when the slug is another's. */
  async insert(room: NewRoom): Promise<'inserted' | 'taken'> {
    try {
      await this.#database.transact(async (transaction) => {
        await transaction.insertInto('rooms').values(room).execute();
        await transaction
          .insertInto('room_heads')
          .values({ room_id: room.id, seq: 0, count: 0, access_version: 1 })
          .execute();
        const { id: roomId, created_by: userId, created_at: at } = room;
        if (userId !== null) await insertMember(transaction, { roomId, userId, at, role: 'owner' });
      });
      return 'inserted';
    } catch (error) {
      if (isUniqueViolation(error)) return 'taken';
      throw error;
    }
  }

  /** Changes what a room is called; undefined fields stay. */
  async update(id: string, changes: Partial<Pick<RoomsTable, 'name' | 'topic'>>): Promise<void> {
    await this.#database.transact((transaction) =>
      transaction.updateTable('rooms').set(changes).where('id', '=', id).execute(),
    );
  }

  #shown(userId: string): SelectQueryBuilder<Schema, keyof Schema, ShownRoom> {
    const members = (builder: ExpressionBuilder<Schema, keyof Schema>) =>
      builder
        .selectFrom('memberships as others')
        .select(({ fn }) => fn.countAll<number>().as('members'))
        .whereRef('others.room_id', '=', 'rooms.id')
        .as('members');
    return this.#withMembership(userId).select(members).$castTo<ShownRoom>();
  }

  #withMembership(userId: string): SelectQueryBuilder<Schema, keyof Schema, RoomWithMembership> {
    const query = this.#database.read
      .selectFrom('rooms')
      .innerJoin('room_heads', 'room_heads.room_id', 'rooms.id')
      .leftJoin('memberships', (join) =>
        join.onRef('memberships.room_id', '=', 'rooms.id').on('memberships.user_id', '=', userId),
      )
      .selectAll('rooms')
      .select(['room_heads.seq', 'room_heads.count', 'room_heads.access_version'])
      .select(['memberships.role', 'memberships.read_seq', 'memberships.read_nth'])
      .select(['memberships.visited_at', 'memberships.sent'])
      .where('rooms.archived_at', 'is', null);
    // A left join makes the row's own nullable columns; the joined tables' names are of no use to callers.
    return query as unknown as SelectQueryBuilder<Schema, keyof Schema, RoomWithMembership>;
  }
}

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
  column:
    "(case when memberships.role is not null or rooms.access = 'open' then room_heads.count else 0 end)",
  order: 'desc',
  of: ({ role, access, count }) => (role !== null || access === 'open' ? count : 0),
};
const byTime: Key = { column: 'rooms.created_at', order: 'desc', of: (row) => row.created_at };

const SORTS: Readonly<Record<RoomSort, readonly Key[]>> = {
  recent: [byVisit, byName, byId],
  active: [bySent, byCount, byName, byId],
  newest: [byTime, byId],
  name: [byName, byId],
};
