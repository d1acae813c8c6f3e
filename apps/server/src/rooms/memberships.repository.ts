import type { Transaction } from 'kysely';
import type { PublicUserRow } from '../accounts/users.repository.ts';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { type Keyset, type KeysetPage, pageByKeyset } from '../paging/keyset.ts';
import { PUBLIC_COLUMNS } from '../people/people.repository.ts';

/** Who becomes a member of which room. */
interface Joining {
  readonly roomId: string;
  readonly userId: string;
  readonly at: number;
  readonly role?: 'member' | 'moderator' | 'owner';
}

/** A visit to remember. */
export interface Visit {
  readonly roomId: string;
  readonly userId: string;
}

/** A member as they are listed. */
export interface MemberRow extends PublicUserRow {
  readonly member_role: 'member' | 'moderator' | 'owner';
  readonly joined_at: number;
  readonly muted_until: number | null;
}

/** Who belongs to which room. */
export class MembershipsRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Begins a membership, or leaves the one that is there: `stale` when rights in the room have changed since
   * `accessVersion`, so that whoever was just kept out is judged again.
   */
  join({
    accessVersion,
    ...joining
  }: Joining & { readonly accessVersion: number }): Promise<'joined' | 'stale'> {
    return this.#database.transact(async (transaction) => {
      const head = await transaction
        .selectFrom('room_heads')
        .select('access_version')
        .where('room_id', '=', joining.roomId)
        .executeTakeFirst();
      if (head?.access_version !== accessVersion) return 'stale';
      await insertMember(transaction, joining);
      return 'joined';
    });
  }

  /** Remembers when rooms were opened, many at once. */
  async visit(visits: readonly Visit[], at: number): Promise<void> {
    await this.#database.transact((transaction) =>
      transaction
        .updateTable('memberships')
        .set({ visited_at: at })
        .where(({ eb, refTuple, tuple }) =>
          eb(
            refTuple('room_id', 'user_id'),
            'in',
            visits.map(({ roomId, userId }) => tuple(roomId, userId)),
          ),
        )
        .execute(),
    );
  }

  /** A room's members by handle. */
  list(roomId: string, page: Keyset): Promise<KeysetPage<MemberRow>> {
    const query = this.#database.read
      .selectFrom('memberships')
      .innerJoin('users', 'users.id', 'memberships.user_id')
      .leftJoin('room_mutes', (join) =>
        join
          .onRef('room_mutes.room_id', '=', 'memberships.room_id')
          .onRef('room_mutes.user_id', '=', 'memberships.user_id'),
      )
      .select(PUBLIC_COLUMNS)
      .select(['memberships.role as member_role', 'memberships.joined_at'])
      .select('room_mutes.muted_until')
      .where('memberships.room_id', '=', roomId)
      .where('users.state', '=', 'active');
    return pageByKeyset(query, page, [{ column: 'users.handle', order: 'asc', of: (row) => row.handle }]);
  }
}

/** Adds a member whose read mark stands at the room's end: what was said before they came is not unread. */
export async function insertMember(
  transaction: Transaction<Schema>,
  { roomId, userId, at, role = 'member' }: Joining,
): Promise<void> {
  await transaction
    .insertInto('memberships')
    .columns(['room_id', 'user_id', 'role', 'joined_at', 'read_seq', 'read_nth'])
    .expression((builder) =>
      builder
        .selectFrom('room_heads')
        .select(({ val, ref }) => [
          ref('room_id').as('room_id'),
          val(userId).as('user_id'),
          val(role).as('role'),
          val(at).as('joined_at'),
          ref('seq').as('read_seq'),
          ref('count').as('read_nth'),
        ])
        .where('room_id', '=', roomId),
    )
    .onConflict((conflict) => conflict.columns(['room_id', 'user_id']).doNothing())
    .execute();
}

/** Makes a newcomer a member of those of these rooms that are open. */
export async function joinNamed(
  transaction: Transaction<Schema>,
  { userId, slugs, at }: { userId: string; slugs: readonly string[]; at: number },
): Promise<void> {
  if (slugs.length === 0) return;
  const rooms = await transaction
    .selectFrom('rooms')
    .select('id')
    .where('slug', 'in', slugs)
    .where('access', '=', 'open')
    .where('archived_at', 'is', null)
    .execute();
  for (const { id } of rooms) await insertMember(transaction, { roomId: id, userId, at });
}
