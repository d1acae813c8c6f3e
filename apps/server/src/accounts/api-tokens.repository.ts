import type { Selectable } from 'kysely';
import { appendAudit } from '../admin/audit.repository.ts';
import type { AuditInput } from '../admin/audit.ts';
import type { Database } from '../database/database.ts';
import type { ApiTokensTable } from '../database/schema.ts';
import type { PublicUserRow, UserRow } from './users.repository.ts';

/** A token as it is stored. */
export type ApiTokenRow = Selectable<ApiTokensTable>;

/** A token with its person. */
export type ApiTokenWithUser = PublicUserRow &
  Pick<UserRow, 'state'> &
  Pick<ApiTokenRow, 'expires_at' | 'scopes' | 'last_used_at'> & { readonly token_id: string };

/** A token that has just ended, as far as those who held on to it must know. */
export type EndedToken = Pick<ApiTokenRow, 'id' | 'hash'>;

/** Most tokens that one person, or one bot, can have. */
const MOST = 50;

/** The tokens of programs. */
export class ApiTokensRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Adds a token, unless its person has too many. */
  insert(token: ApiTokenRow, audit?: AuditInput): Promise<'inserted' | 'too_many'> {
    return this.#database.transact(async (transaction) => {
      const { count } = await transaction
        .selectFrom('api_tokens')
        .select((builder) => builder.fn.countAll<number>().as('count'))
        .where('user_id', '=', token.user_id)
        .executeTakeFirstOrThrow();
      if (Number(count) >= MOST) return 'too_many';
      await transaction.insertInto('api_tokens').values(token).execute();
      if (audit) await appendAudit(transaction, audit);
      return 'inserted';
    });
  }

  /** A token by its hash, or its id, with who its person is now. */
  findWithUser(by: 'hash' | 'id', value: string): Promise<ApiTokenWithUser | undefined> {
    return this.#database.read
      .selectFrom('api_tokens')
      .innerJoin('users', 'users.id', 'api_tokens.user_id')
      .select(['users.id', 'users.handle', 'users.name', 'users.hue', 'users.bot', 'users.bio', 'users.role'])
      .select(['users.created_at', 'users.state', 'api_tokens.id as token_id', 'api_tokens.scopes'])
      .select(['api_tokens.expires_at', 'api_tokens.last_used_at'])
      .where(`api_tokens.${by}`, '=', value)
      .executeTakeFirst();
  }

  /** A person's tokens, the newest first. */
  listOf(userId: string): Promise<ApiTokenRow[]> {
    return this.#database.read
      .selectFrom('api_tokens')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .execute();
  }

  /** Takes one of a person's tokens away; undefined when there was none. */
  delete(userId: string, id: string, audit?: AuditInput): Promise<EndedToken | undefined> {
    return this.#database.transact(async (transaction) => {
      const ended = await transaction
        .deleteFrom('api_tokens')
        .where('user_id', '=', userId)
        .where('id', '=', id)
        .returning(['id', 'hash'])
        .executeTakeFirst();
      if (ended && audit) await appendAudit(transaction, audit);
      return ended;
    });
  }

  /** Takes away those whose time is over, some at a time. */
  async deleteExpired(now: number): Promise<EndedToken[]> {
    const over = await this.#database.read
      .selectFrom('api_tokens')
      .select('id')
      .where('expires_at', '<=', now)
      .limit(100)
      .execute();
    if (over.length === 0) return [];
    const ids = over.map(({ id }) => id);
    return this.#database.transact((transaction) =>
      transaction.deleteFrom('api_tokens').where('id', 'in', ids).returning(['id', 'hash']).execute(),
    );
  }

  /** Remembers that a token was used. */
  async touch(id: string, at: number): Promise<void> {
    await this.#database.transact((transaction) =>
      transaction.updateTable('api_tokens').set({ last_used_at: at }).where('id', '=', id).execute(),
    );
  }
}
