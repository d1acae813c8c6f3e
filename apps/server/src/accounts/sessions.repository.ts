import type { Selectable } from 'kysely';
import type { Database } from '../database/database.ts';
import type { SessionsTable } from '../database/schema.ts';
import type { PublicUserRow, UserRow } from './users.repository.ts';

/** A sign-in as it is stored. */
export type SessionRow = Selectable<SessionsTable>;

/** A session with its person. */
export type SessionWithUser = PublicUserRow & Pick<UserRow, 'state'> & Pick<SessionRow, 'expires_at'>;

/** A rotation of the refresh token. */
interface Rotation {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly at: number;
  readonly expiresAt: number;
}

/** The sign-ins. */
export class SessionsRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Adds a session of somebody who is active, and whose password is still the one that was `seen`.
   * Judged with the insert: a sign-in that was begun before a suspension, or a new password, does not outlive it.
   */
  insert(session: SessionRow, seen?: { readonly passwordHash: string | null }): Promise<boolean> {
    return this.#database.transact(async (transaction) => {
      const user = await transaction
        .selectFrom('users')
        .select(['state', 'password_hash'])
        .where('id', '=', session.user_id)
        .executeTakeFirst();
      if (user?.state !== 'active' || (seen && seen.passwordHash !== user.password_hash)) return false;
      await transaction.insertInto('sessions').values(session).execute();
      return true;
    });
  }

  find(id: string): Promise<SessionRow | undefined> {
    return this.#database.read.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** A session of this person, with who they are now. */
  findWithUser(id: string, userId: string): Promise<SessionWithUser | undefined> {
    return this.#database.read
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .select(['users.id', 'users.handle', 'users.name', 'users.hue', 'users.bot', 'users.bio', 'users.role'])
      .select(['users.created_at', 'users.state', 'sessions.expires_at'])
      .where('sessions.id', '=', id)
      .where('sessions.user_id', '=', userId)
      .executeTakeFirst();
  }

  /** A person's sessions, the last used first. */
  listOf(userId: string): Promise<SessionRow[]> {
    return this.#database.read
      .selectFrom('sessions')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('last_used_at', 'desc')
      .orderBy('id', 'desc')
      .limit(200)
      .execute();
  }

  /** Puts the next refresh token in the place of `from`; false when another was quicker. */
  async rotate({ id, from, to, at, expiresAt }: Rotation): Promise<boolean> {
    const result = await this.#database.transact((transaction) =>
      transaction
        .updateTable('sessions')
        .set({
          refresh_hash: to,
          previous_hash: from,
          rotated_at: at,
          last_used_at: at,
          expires_at: expiresAt,
        })
        .where('id', '=', id)
        .where('refresh_hash', '=', from)
        .executeTakeFirst(),
    );
    return Number(result.numUpdatedRows) > 0;
  }

  /** Ends sessions; answers which there were. */
  async delete(ids: readonly string[]): Promise<string[]> {
    const rows = await this.#database.transact((transaction) =>
      transaction.deleteFrom('sessions').where('id', 'in', ids).returning('id').execute(),
    );
    return rows.map((row) => row.id);
  }

  /** Ends a person's sessions but one; answers which. */
  async deleteOthers(userId: string, keptId = ''): Promise<string[]> {
    const rows = await this.#database.transact((transaction) =>
      transaction
        .deleteFrom('sessions')
        .where('user_id', '=', userId)
        .where('id', '<>', keptId)
        .returning('id')
        .execute(),
    );
    return rows.map((row) => row.id);
  }

  /** Sessions whose time is over, some at a time. */
  async expired(now: number): Promise<string[]> {
    const rows = await this.#database.read
      .selectFrom('sessions')
      .select('id')
      .where('expires_at', '<=', now)
      .limit(100)
      .execute();
    return rows.map((row) => row.id);
  }
}
