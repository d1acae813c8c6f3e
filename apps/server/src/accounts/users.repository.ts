import type { Selectable, Transaction } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema, UsersTable } from '../database/schema.ts';
import { isUniqueViolation } from '../database/store-errors.ts';
import { type Keyset, type KeysetPage, pageByKeyset } from '../paging/keyset.ts';
import { joinNamed } from '../rooms/memberships.repository.ts';

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
>;

/** The accounts. */
export class UsersRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  findById(id: string): Promise<UserRow | undefined> {
    return this.#database.read.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
  }

  findByHandle(handle: string): Promise<UserRow | undefined> {
    return this.#database.read
      .selectFrom('users')
      .selectAll()
      .where('handle', '=', handle)
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

  /** One active person, by id or by handle. */
  findActive(by: 'id' | 'handle', value: string): Promise<PublicUserRow | undefined> {
    return this.#database.read
      .selectFrom('users')
      .select(PUBLIC)
      .where(by, '=', value)
      .where('state', '=', 'active')
      .executeTakeFirst();
  }

  /** Active people by handle. */
  list(page: Keyset): Promise<KeysetPage<PublicUserRow>> {
    const query = this.#database.read.selectFrom('users').select(PUBLIC).where('state', '=', 'active');
    return pageByKeyset(query, page, [{ column: 'users.handle', order: 'asc', of: (row) => row.handle }]);
  }

  /** Adds an account that belongs to these rooms. */
  insert(user: NewUser, rooms: readonly string[]): Promise<'inserted' | 'taken'> {
    return this.#untilTaken<'inserted'>(async (transaction) => {
      await insertUser(transaction, user, rooms);
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

  /** Changes a profile; undefined fields stay. */
  async update(id: string, changes: Partial<Pick<UserRow, 'name' | 'hue' | 'bio'>>): Promise<void> {
    await this.#database.transact((transaction) =>
      transaction.updateTable('users').set(changes).where('id', '=', id).execute(),
    );
  }

  async #untilTaken<T>(work: (transaction: Transaction<Schema>) => Promise<T>): Promise<T | 'taken'> {
    try {
      return await this.#database.transact(work);
    } catch (error) {
      if (isUniqueViolation(error)) return 'taken';
      throw error;
    }
  }
}

async function insertUser(
  transaction: Transaction<Schema>,
  user: NewUser,
  rooms: readonly string[],
): Promise<void> {
  await transaction.insertInto('users').values(user).execute();
  await joinNamed(transaction, { userId: user.id, slugs: rooms, at: user.created_at });
}
