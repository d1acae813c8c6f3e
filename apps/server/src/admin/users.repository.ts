import type { Transaction } from 'kysely';
import { findUser, isLastAdmin, judgeAnew } from '../accounts/standing.repository.ts';
import { changeProfile, type ProfileChanges, type UserRow } from '../accounts/users.repository.ts';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { isUniqueViolation } from '../database/store-errors.ts';
import { appendAudit } from './audit.repository.ts';
import type { AuditInput } from './audit.ts';

/** What an admin may change of an account. */
export type AccountChanges = ProfileChanges & Partial<Pick<UserRow, 'email' | 'role' | 'state'>>;

/** What became of a change. */
export type ChangeOutcome = 'changed' | 'not_found' | 'last_admin' | 'not_in_state' | 'taken' | 'too_often';

interface Change {
  readonly id: string;
  readonly changes: AccountChanges;
  /** The states that the change is for: one that was made meanwhile is not overwritten. */
  readonly from: readonly UserRow['state'][];
  readonly audit: AuditInput;
}

/** What admins do to accounts: each with its audit entry, in one transaction. */
export class AdminUsersRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Changes an account. One admin stays, whoever races; rights that are taken are taken in every room at once. */
  async change(change: Change): Promise<ChangeOutcome> {
    try {
      return await this.#database.transact((transaction) => changeAccount(transaction, change));
    } catch (error) {
      if (isUniqueViolation(error)) return 'taken';
      throw error;
    }
  }
}

async function changeAccount(
  transaction: Transaction<Schema>,
  { id, changes, from, audit }: Change,
): Promise<ChangeOutcome> {
  const user = await findUser(transaction, id);
  if (!user) return 'not_found';
  if (!from.includes(user.state)) return 'not_in_state';
  const { role = user.role, state = user.state } = changes;
  const stays = role === 'admin' && state === 'active';
  if (!stays && (await isLastAdmin(transaction, user))) return 'last_admin';
  const outcome = await changeProfile(transaction, { id, changes, now: audit.at });
  if (outcome !== 'changed') return outcome;
  if (role !== user.role || state !== user.state) await judgeAnew(transaction, id);
  if (state !== user.state) await transaction.deleteFrom('sign_in_links').where('user_id', '=', id).execute();
  await appendAudit(transaction, audit);
  return 'changed';
}
