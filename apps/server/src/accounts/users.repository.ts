import type { Selectable, Transaction } from 'kysely';
import { appendAudit } from '../admin/audit.repository.ts';
import type { AuditInput } from '../admin/audit.ts';
import type { Database } from '../database/database.ts';
import type { Schema, UsersTable } from '../database/schema.ts';
import { isUniqueViolation } from '../database/store-errors.ts';
import { type Keyset, type KeysetPage, pageByKeyset } from '../paging/keyset.ts';
import { joinNamed } from '../rooms/memberships.repository.ts';
import { type Claim, claimHandle } from './handles.repository.ts';
import { useInvitation } from './invitations.repository.ts';
import { claimSetting } from './settings.repository.ts';

/** An account as it is stored. */
export type UserRow = Selectable<UsersTable>;

/** What anyone may know of a person is made of these columns; the rest of the row stays where it is. */
export type PublicUserRow = Pick<UserRow, (typeof PUBLIC)[number]>;

const PUBLIC = ['id', 'handle', 'name', 'hue', 'bot', 'bio', 'role', 'created_at'] as const;

/** A new account: as the table, with what differs from the defaults. */
export type NewUser = Pick<
  UserRow,
  'id' | 'handle' | 'name' | 'hue' | 'email' | 'password_hash' | 'role' | 'created_at'
> &
  Partial<Pick<UserRow, 'bio' | 'bot' | 'state'>>;

/** How a newcomer comes in. */
export interface Entrance {
  /** The rooms they belong to from the start. */
  readonly rooms: readonly string[];
  /** The hash of an invitation's code that must be good, and is used once more. */
  readonly invite?: string | undefined;
  readonly audit?: AuditInput;
}

/** What of a profile its person may change. */
export type ProfileChanges = Partial<Pick<UserRow, 'handle' | 'name' | 'hue' | 'bio'>>;

/** The accounts. */
export class UsersRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  findById(id: string): Promise<UserRow | undefined> {
    return this.#database.read.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** Who goes by that handle, or went by it until lately. */
  async findByHandle(handle: string, now: number): Promise<UserRow | undefined> {
    const users = this.#database.read.selectFrom('users').selectAll('users');
    const current = await users.where('handle', '=', handle).executeTakeFirst();
    if (current) return current;
    return users
      .innerJoin('former_handles as former', 'former.user_id', 'users.id')
      .where('former.handle', '=', handle)
      .where('former.until', '>', now)
      .executeTakeFirst();
  }

  /** The oldest account with that address: one made later cannot take somebody's sign-in away. */
  findByEmail(email: string): Promise<UserRow | undefined> {
    return this.#database.read
      .selectFrom('users')
      .selectAll()
      .where('email', '=', email)
      .orderBy('created_at')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
  }

  /** The rooms that somebody belongs to. */
  async roomIdsOf(userId: string): Promise<string[]> {
    const rows = await this.#database.read
      .selectFrom('memberships')
      .select('room_id')
      .where('user_id', '=', userId)
      .execute();
    return rows.map(({ room_id }) => room_id);
  }

  /** Active people by handle. */
  list(page: Keyset): Promise<KeysetPage<PublicUserRow>> {
    const query = this.#database.read.selectFrom('users').select(PUBLIC).where('state', '=', 'active');
    return pageByKeyset(query, page, [{ column: 'users.handle', order: 'asc', of: (row) => row.handle }]);
  }

  /** Everybody, for admins, by handle. */
  listAll(page: Keyset, state?: UserRow['state']): Promise<KeysetPage<UserRow>> {
    let query = this.#database.read.selectFrom('users').selectAll();
    if (state !== undefined) query = query.where('state', '=', state);
    return pageByKeyset(query, page, [{ column: 'users.handle', order: 'asc', of: (row) => row.handle }]);
  }

  /** The bots, by handle. */
  listBots(page: Keyset): Promise<KeysetPage<PublicUserRow>> {
    const query = this.#database.read.selectFrom('users').select(PUBLIC).where('bot', '=', 1);
    return pageByKeyset(query, page, [{ column: 'users.handle', order: 'asc', of: (row) => row.handle }]);
  }

  /** Adds an account. An invitation counts as used with it, or neither is. */
  insert(user: NewUser, { rooms, invite, audit }: Entrance): Promise<'inserted' | 'taken' | 'uninvited'> {
    return this.#untilTaken<'inserted' | 'uninvited' | 'taken'>(async (transaction) => {
      const { id: userId, handle, created_at: now } = user;
      if ((await claimHandle(transaction, { userId, handle, now })) !== 'free') return 'taken';
      if (invite !== undefined && !(await useInvitation(transaction, invite, now))) return 'uninvited';
      await insertUser(transaction, user, rooms);
      if (audit) await appendAudit(transaction, audit);
      return 'inserted';
    });
  }

  /** Adds the first admin and marks the set-up as done, both or neither; of two at once, one is told `done`. */
  setUp(user: NewUser, rooms: readonly string[], serverName: string): Promise<'inserted' | 'taken' | 'done'> {
    return this.#untilTaken<'inserted' | 'done'>(async (transaction) => {
      if (!(await claimSetting(transaction, 'setup_done', String(user.created_at)))) return 'done';
      await insertUser(transaction, user, rooms);
      await claimSetting(transaction, 'server_name', serverName);
      return 'inserted';
    });
  }

  /** Changes a profile; undefined fields stay. A former handle leads on. */
  update(id: string, changes: ProfileChanges, now: number): Promise<'changed' | Exclude<Claim, 'free'>> {
    return this.#untilTaken<'changed' | 'too_often'>((transaction) =>
      changeProfile(transaction, { id, changes, now }),
    );
  }

  async #untilTaken<T>(
    work: (transaction: Transaction<Schema>) => Promise<T | 'taken'>,
  ): Promise<T | 'taken'> {
    try {
      return await this.#database.transact(work);
    } catch (error) {
      if (isUniqueViolation(error)) return 'taken';
      throw error;
    }
  }
}

/** Changes a profile in a transaction of more. */
export async function changeProfile(
  transaction: Transaction<Schema>,
  { id, changes, now }: { id: string; changes: ProfileChanges; now: number },
): Promise<'changed' | Exclude<Claim, 'free'>> {
  if (changes.handle !== undefined) {
    const before = await transaction
      .selectFrom('users')
      .select('handle')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const wish = { userId: id, handle: changes.handle, former: before.handle, now };
    const claim = await claimHandle(transaction, wish);
    if (claim !== 'free') return claim;
  }
  await transaction.updateTable('users').set(changes).where('id', '=', id).execute();
  return 'changed';
}

async function insertUser(
  transaction: Transaction<Schema>,
  user: NewUser,
  rooms: readonly string[],
): Promise<void> {
  await transaction.insertInto('users').values(user).execute();
  await joinNamed(transaction, { userId: user.id, slugs: rooms, at: user.created_at });
}
