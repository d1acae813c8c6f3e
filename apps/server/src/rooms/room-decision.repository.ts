import type { Transaction, Updateable } from 'kysely';
import { newId } from '../accounts/new-id.ts';
import type { Database } from '../database/database.ts';
import type { ModerationLogTable, RoomsTable, Schema } from '../database/schema.ts';
import type { Membership } from './membership.ts';
import { insertMember } from './memberships.repository.ts';

/** The right under which a decision was asked for has changed: it must be judged again. */
export const STALE = Symbol('stale');

/** What came of a decision, and the room's access version after it. */
export interface Decided<T> {
  readonly result: T;
  readonly accessVersion: number;
}

/** What is noted of a decision; who, where and when are known. */
export type Noted = Pick<ModerationLogTable, 'action'> &
  Partial<Pick<ModerationLogTable, 'target_id' | 'seq' | 'reason'>> & { readonly detail?: object };

type Role = Membership['role'];
type RoomChanges = Pick<
  Updateable<RoomsTable>,
  | 'name'
  | 'topic'
  | 'slug'
  | 'access'
  | 'password_hash'
  | 'archived_at'
  | 'deleted_at'
  | 'locked'
  | 'slow_mode'
>;

/** Carries out decisions about rooms, each in a transaction that finds its right still good. */
export class RoomDecisions {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Does `work`, unless rights in the room have changed since the membership was read. All of it, or nothing. */
  decide<T>(
    membership: Membership,
    at: number,
    work: (decision: RoomDecision) => Promise<T>,
  ): Promise<Decided<T> | typeof STALE> {
    return this.#database.transact(async (transaction) => {
      const decision = new RoomDecision(transaction, membership, at);
      if ((await decision.accessVersion()) > membership.accessVersion) return STALE;
      const result = await work(decision);
      return { result, accessVersion: await decision.accessVersion() };
    });
  }
}

/** The steps that a decision about one room is made of. */
export class RoomDecision {
  readonly #transaction: Transaction<Schema>;
  readonly #by: Membership;
  readonly #at: number;

  constructor(transaction: Transaction<Schema>, by: Membership, at: number) {
    this.#transaction = transaction;
    this.#by = by;
    this.#at = at;
  }

  /** The room's access version as it stands. */
  async accessVersion(): Promise<number> {
    const head = await this.#transaction
      .selectFrom('room_heads')
      .select('access_version')
      .where('room_id', '=', this.#by.roomId)
      .executeTakeFirstOrThrow();
    return head.access_version;
  }

  /** Makes what was allowed so far stale. */
  async raise(): Promise<void> {
    await this.#transaction
      .updateTable('room_heads')
      .set((builder) => ({ access_version: builder('access_version', '+', 1) }))
      .where('room_id', '=', this.#by.roomId)
      .execute();
  }

  /** The room's own row. */
  room() {
    return this.#transaction
      .selectFrom('rooms')
      .selectAll()
      .where('id', '=', this.#by.roomId)
      .executeTakeFirstOrThrow();
  }

  /** Changes the room; undefined fields stay. */
  async update(changes: RoomChanges): Promise<void> {
    await this.#transaction.updateTable('rooms').set(changes).where('id', '=', this.#by.roomId).execute();
  }

  /** What someone is in the room. */
  async roleOf(userId: string): Promise<Role | undefined> {
    const row = await this.#ofMember(userId).executeTakeFirst();
    return row?.role;
  }

  /** How many members, or how many of a role. */
  async count(role?: Role): Promise<number> {
    const query = this.#transaction
      .selectFrom('memberships')
      .select((builder) => builder.fn.countAll<number>().as('members'))
      .where('room_id', '=', this.#by.roomId);
    const row = await (role === undefined ? query : query.where('role', '=', role)).executeTakeFirstOrThrow();
    return Number(row.members);
  }

  /** The ids of all members. */
  async members(): Promise<string[]> {
    const rows = await this.#transaction
      .selectFrom('memberships')
      .select('user_id')
      .where('room_id', '=', this.#by.roomId)
      .execute();
    return rows.map(({ user_id }) => user_id);
  }

  /** Makes someone a member; what they asked for is answered by it. */
  async add(userId: string, role: Role): Promise<void> {
    await insertMember(this.#transaction, { roomId: this.#by.roomId, userId, at: this.#at, role });
    await this.forgetRequest(userId);
  }

  /** Gives a member another role. */
  async setRole(userId: string, role: Role): Promise<void> {
    await this.#transaction
      .updateTable('memberships')
      .set({ role })
      .where('room_id', '=', this.#by.roomId)
      .where('user_id', '=', userId)
      .execute();
  }

  /** Ends a membership, with the invites that it made. Answers whether there was one. */
  async end(userId: string): Promise<boolean> {
    const result = await this.#transaction
      .deleteFrom('memberships')
      .where('room_id', '=', this.#by.roomId)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    await this.revokeInvitesOf(userId);
    return Number(result.numDeletedRows) > 0;
  }

  /** Ends every membership. */
  async endAll(): Promise<void> {
    await this.#transaction.deleteFrom('memberships').where('room_id', '=', this.#by.roomId).execute();
    await this.#transaction.deleteFrom('room_invites').where('room_id', '=', this.#by.roomId).execute();
  }

  /** Nobody comes in any more by what this person handed out. */
  async revokeInvitesOf(userId: string): Promise<void> {
    await this.#transaction
      .deleteFrom('room_invites')
      .where('room_id', '=', this.#by.roomId)
      .where('created_by', '=', userId)
      .execute();
  }

  /** The list that someone is on. */
  async listOf(userId: string): Promise<'allow' | 'block' | undefined> {
    const row = await this.#transaction
      .selectFrom('room_lists')
      .select('list')
      .where('room_id', '=', this.#by.roomId)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row?.list;
  }

  /** Puts someone on a list; the other one loses them. */
  async enlist(userId: string, list: 'allow' | 'block'): Promise<void> {
    const row = { list, added_by: this.#by.userId, added_at: this.#at };
    await this.#transaction
      .insertInto('room_lists')
      .values({ room_id: this.#by.roomId, user_id: userId, ...row })
      .onConflict((conflict) => conflict.columns(['room_id', 'user_id']).doUpdateSet(row))
      .execute();
    await this.#noteAllowList();
  }

  /** Takes someone off a list. Answers whether they were on it. */
  async delist(userId: string, list: 'allow' | 'block'): Promise<boolean> {
    const result = await this.#transaction
      .deleteFrom('room_lists')
      .where('room_id', '=', this.#by.roomId)
      .where('user_id', '=', userId)
      .where('list', '=', list)
      .executeTakeFirst();
    await this.#noteAllowList();
    return Number(result.numDeletedRows) > 0;
  }

  /** Lets someone write again only after this moment. */
  async mute(userId: string, until: number): Promise<void> {
    const row = { muted_until: until, muted_by: this.#by.userId };
    await this.#transaction
      .insertInto('room_mutes')
      .values({ room_id: this.#by.roomId, user_id: userId, ...row })
      .onConflict((conflict) => conflict.columns(['room_id', 'user_id']).doUpdateSet(row))
      .execute();
  }

  /** Lifts a mute. Answers whether there was one. */
  async unmute(userId: string): Promise<boolean> {
    const result = await this.#transaction
      .deleteFrom('room_mutes')
      .where('room_id', '=', this.#by.roomId)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return Number(result.numDeletedRows) > 0;
  }

  /** Forgets that someone asked to be let in. Answers whether they had. */
  async forgetRequest(userId: string): Promise<boolean> {
    const result = await this.#transaction
      .deleteFrom('join_requests')
      .where('room_id', '=', this.#by.roomId)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return Number(result.numDeletedRows) > 0;
  }

  /** Whether one of two people blocks the other. */
  async blocksBetween(one: string, other: string): Promise<boolean> {
    const row = await this.#transaction
      .selectFrom('relations')
      .select('at')
      .where('kind', '=', 'block')
      .where((builder) =>
        builder.or([
          builder('user_id', '=', one).and('other_id', '=', other),
          builder('user_id', '=', other).and('other_id', '=', one),
        ]),
      )
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Writes the decision down, in its own transaction: what is done is logged, and what is logged was done. */
  async log({ detail, ...noted }: Noted): Promise<void> {
    const { roomId, userId } = this.#by;
    await this.#transaction
      .insertInto('moderation_log')
      .values({
        ...{ target_id: null, seq: null, reason: null, ...noted },
        ...{ id: newId(), room_id: roomId, actor_id: userId, at: this.#at },
        detail: detail === undefined ? null : JSON.stringify(detail),
      })
      .execute();
  }

  async #noteAllowList(): Promise<void> {
    const first = await this.#transaction
      .selectFrom('room_lists')
      .select('user_id')
      .where('room_id', '=', this.#by.roomId)
      .where('list', '=', 'allow')
      .limit(1)
      .executeTakeFirst();
    await this.#transaction
      .updateTable('rooms')
      .set({ allow_listed: first === undefined ? 0 : 1 })
      .where('id', '=', this.#by.roomId)
      .execute();
  }

  #ofMember(userId: string) {
    return this.#transaction
      .selectFrom('memberships')
      .select('role')
      .where('room_id', '=', this.#by.roomId)
      .where('user_id', '=', userId);
  }
}
