import type { Selectable } from 'kysely';
import type { PublicUserRow } from '../accounts/users.repository.ts';
import type { Database } from '../database/database.ts';
import type { ModerationLogTable, RoomInvitesTable } from '../database/schema.ts';
import { type Keyset, type KeysetPage, pageByKeyset } from '../paging/keyset.ts';
import { PUBLIC_COLUMNS } from '../people/people.repository.ts';
import { insertMember } from './memberships.repository.ts';

/** An invite as it is stored. */
export type InviteRow = Selectable<RoomInvitesTable>;

/** Someone on a list of a room. */
export interface ListedRow extends PublicUserRow {
  readonly added_at: number;
}

/** Someone who asks to be let in. */
export interface JoinRequestRow extends PublicUserRow {
  readonly words: string;
  readonly asked_at: number;
}

/** An invite, and the room it leads to. */
export interface InvitedRow extends InviteRow {
  readonly name: string | null;
  readonly slug: string | null;
  readonly topic: string | null;
  readonly members: number;
}

/** What came of using an invite. */
export type InviteUse =
  | { readonly status: 'joined' | 'member'; readonly roomId: string }
  | { readonly status: 'blocked' | 'barred' | 'full' }
  | { readonly status: 'not_found' };

/** Most people in a group; the transaction that lets somebody in is where it is counted. */
interface InviteUser {
  readonly hash: string;
  readonly userId: string;
  readonly at: number;
  readonly mostInGroup: number;
}

/** The ways into rooms: lists, invites and requests; and the log of what was decided about them. */
export class DoorsRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Those on a list of a room, by handle. */
  listed(roomId: string, list: 'allow' | 'block', page: Keyset): Promise<KeysetPage<ListedRow>> {
    const query = this.#database.read
      .selectFrom('room_lists')
      .innerJoin('users', 'users.id', 'room_lists.user_id')
      .select(PUBLIC_COLUMNS)
      .select(['room_lists.added_at'])
      .where('room_lists.room_id', '=', roomId)
      .where('room_lists.list', '=', list);
    return pageByKeyset(query, page, [{ column: 'users.handle', order: 'asc', of: (row) => row.handle }]);
  }

  /** Those who ask to be let into a room, by handle. */
  requests(roomId: string, page: Keyset): Promise<KeysetPage<JoinRequestRow>> {
    const query = this.#database.read
      .selectFrom('join_requests')
      .innerJoin('users', 'users.id', 'join_requests.user_id')
      .select(PUBLIC_COLUMNS)
      .select(['join_requests.words', 'join_requests.asked_at'])
      .where('join_requests.room_id', '=', roomId)
      .where('users.state', '=', 'active');
    return pageByKeyset(query, page, [{ column: 'users.handle', order: 'asc', of: (row) => row.handle }]);
  }

  /** Notes that someone asks to be let in; asking again changes the words. */
  async request(roomId: string, userId: string, words: string, at: number): Promise<void> {
    await this.#database.transact((transaction) =>
      transaction
        .insertInto('join_requests')
        .values({ room_id: roomId, user_id: userId, words, asked_at: at })
        .onConflict((conflict) => conflict.columns(['room_id', 'user_id']).doUpdateSet({ words }))
        .execute(),
    );
  }

  /** Forgets that someone asked. Answers whether they had. */
  async forgetRequest(roomId: string, userId: string): Promise<boolean> {
    const result = await this.#database.transact((transaction) =>
      transaction
        .deleteFrom('join_requests')
        .where('room_id', '=', roomId)
        .where('user_id', '=', userId)
        .executeTakeFirst(),
    );
    return Number(result.numDeletedRows) > 0;
  }

  /** Adds an invite. */
  async invite(row: Omit<InviteRow, 'uses'>): Promise<void> {
    await this.#database.transact((transaction) =>
      transaction.insertInto('room_invites').values(row).execute(),
    );
  }

  /** The invites of a room that may still be used, newest first. */
  invites(roomId: string, now: number): Promise<InviteRow[]> {
    return this.#usable(now)
      .selectAll('room_invites')
      .where('room_invites.room_id', '=', roomId)
      .orderBy('room_invites.id', 'desc')
      .limit(200)
      .execute();
  }

  /** Takes an invite back. Answers whether it was there. */
  async revoke(roomId: string, id: string): Promise<boolean> {
    const result = await this.#database.transact((transaction) =>
      transaction
        .deleteFrom('room_invites')
        .where('room_id', '=', roomId)
        .where('id', '=', id)
        .executeTakeFirst(),
    );
    return Number(result.numDeletedRows) > 0;
  }

  /** The invite of that code, and its room, while it may be used. */
  invited(hash: string, now: number): Promise<InvitedRow | undefined> {
    return this.#usable(now)
      .selectAll('room_invites')
      .select(['rooms.name', 'rooms.slug', 'rooms.topic'])
      .select((builder) =>
        builder
          .selectFrom('memberships')
          .select(({ fn }) => fn.countAll<number>().as('members'))
          .whereRef('memberships.room_id', '=', 'rooms.id')
          .$castTo<number>()
          .as('members'),
      )
      .where('room_invites.code_hash', '=', hash)
      .$castTo<InvitedRow>()
      .executeTakeFirst();
  }

  /**
   * Lets someone in by an invite: judged, counted and carried out in one transaction, so that an invite for five
   * lets in five. Who is a member already uses nothing up.
   */
  use({ hash, userId, at, mostInGroup }: InviteUser): Promise<InviteUse> {
    return this.#database.transact(async (transaction) => {
      const invite = await transaction
        .selectFrom('room_invites')
        .innerJoin('rooms', 'rooms.id', 'room_invites.room_id')
        .leftJoin('memberships', (join) =>
          join.onRef('memberships.room_id', '=', 'rooms.id').on('memberships.user_id', '=', userId),
        )
        .leftJoin('room_lists', (join) =>
          join.onRef('room_lists.room_id', '=', 'rooms.id').on('room_lists.user_id', '=', userId),
        )
        .select(['room_invites.id', 'room_invites.max_uses', 'room_invites.uses', 'room_invites.expires_at'])
        .select(['rooms.id as room_id', 'rooms.kind', 'rooms.allow_listed', 'memberships.role'])
        .select('room_lists.list')
        .where('room_invites.code_hash', '=', hash)
        .where('rooms.archived_at', 'is', null)
        .where('rooms.deleted_at', 'is', null)
        .executeTakeFirst();
      if (!invite) return { status: 'not_found' };
      const { room_id: roomId, max_uses: most, expires_at: end } = invite;
      if (end !== null && end <= at) return { status: 'not_found' };
      if (invite.role !== null) return { status: 'member', roomId };
      if (most !== null && invite.uses >= most) return { status: 'not_found' };
      if (invite.list === 'block') return { status: 'blocked' };
      if (invite.allow_listed === 1 && invite.list !== 'allow') return { status: 'barred' };
      if (invite.kind === 'group') {
        const { members } = await transaction
          .selectFrom('memberships')
          .select(({ fn }) => fn.countAll<number>().as('members'))
          .where('room_id', '=', roomId)
          .executeTakeFirstOrThrow();
        if (Number(members) >= mostInGroup) return { status: 'full' };
      }
      await transaction
        .updateTable('room_invites')
        .set((builder) => ({ uses: builder('uses', '+', 1) }))
        .where('id', '=', invite.id)
        .execute();
      await insertMember(transaction, { roomId, userId, at });
      await transaction
        .deleteFrom('join_requests')
        .where('room_id', '=', roomId)
        .where('user_id', '=', userId)
        .execute();
      return { status: 'joined', roomId };
    });
  }

  /** What was decided, newest first: everywhere, or in one room. */
  log(roomId: string | undefined, page: Keyset): Promise<KeysetPage<Selectable<ModerationLogTable>>> {
    const all = this.#database.read.selectFrom('moderation_log').selectAll();
    const query = roomId === undefined ? all : all.where('room_id', '=', roomId);
    return pageByKeyset(query, page, [
      { column: 'moderation_log.id', order: 'desc', of: (row: { id: string }) => row.id },
    ]);
  }

  #usable(now: number) {
    return this.#database.read
      .selectFrom('room_invites')
      .innerJoin('rooms', 'rooms.id', 'room_invites.room_id')
      .where('rooms.archived_at', 'is', null)
      .where('rooms.deleted_at', 'is', null)
      .where((builder) =>
        builder.or([
          builder('room_invites.expires_at', 'is', null),
          builder('room_invites.expires_at', '>', now),
        ]),
      )
      .where((builder) =>
        builder.or([
          builder('room_invites.max_uses', 'is', null),
          builder('room_invites.uses', '<', builder.ref('room_invites.max_uses')),
        ]),
      );
  }
}
