import type { Transaction } from 'kysely';
import { appendAudit } from '../admin/audit.repository.ts';
import type { AuditInput } from '../admin/audit.ts';
import type { Database } from '../database/database.ts';
import type { Schema, SignInLinksTable } from '../database/schema.ts';
import type { UserRow } from './users.repository.ts';

/** Passwords, and the links that stand in for a forgotten one. */
export class CredentialsRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Replaces a password, if it still is the one that was `seen`; links that were made before it are void. */
  setPassword(userId: string, { hash, seen }: { hash: string; seen: string | null }): Promise<boolean> {
    return this.#database.transact(async (transaction) => {
      const changed = await setPassword(transaction, { userId, hash, seen });
      if (changed) await transaction.deleteFrom('sign_in_links').where('user_id', '=', userId).execute();
      return changed;
    });
  }

  /** Keeps a link, in the place of an earlier one of the same person. */
  async keepLink(link: SignInLinksTable, audit: AuditInput): Promise<void> {
    await this.#database.transact(async (transaction) => {
      await transaction
        .insertInto('sign_in_links')
        .values(link)
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet(link))
        .execute();
      await appendAudit(transaction, audit);
    });
  }

  /** Whose link it is, if it is good. Nothing is used up by looking. */
  linkOwner(tokenHash: string, now: number): Promise<UserRow | undefined> {
    return this.#database.read
      .selectFrom('users')
      .innerJoin('sign_in_links as link', 'link.user_id', 'users.id')
      .selectAll('users')
      .where('link.token_hash', '=', tokenHash)
      .where('link.expires_at', '>', now)
      .where('users.state', '=', 'active')
      .executeTakeFirst();
  }

  /** Uses a link up, and sets a new password with it; of two at once, one is told `true`. */
  useLink(
    user: Pick<UserRow, 'id' | 'password_hash'>,
    { tokenHash, hash, now }: { tokenHash: string; hash: string | undefined; now: number },
  ): Promise<boolean> {
    return this.#database.transact(async (transaction) => {
      const used = await transaction
        .deleteFrom('sign_in_links')
        .where('user_id', '=', user.id)
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      if (Number(used.numDeletedRows) === 0) return false;
      if (hash === undefined) return true;
      return setPassword(transaction, { userId: user.id, hash, seen: user.password_hash });
    });
  }
}

async function setPassword(
  transaction: Transaction<Schema>,
  { userId, hash, seen }: { userId: string; hash: string; seen: string | null },
): Promise<boolean> {
  const result = await transaction
    .updateTable('users')
    .set({ password_hash: hash })
    .where('id', '=', userId)
    .where('state', '=', 'active')
    .where('password_hash', seen === null ? 'is' : '=', seen)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) > 0;
}
