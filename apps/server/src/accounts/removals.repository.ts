import type { Transaction } from 'kysely';
import { appendAudit } from '../admin/audit.repository.ts';
import type { AuditInput } from '../admin/audit.ts';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { keepFormer } from './handles.repository.ts';
import { findUser, isLastAdmin, judgeAnew } from './standing.repository.ts';

interface Removal {
  readonly id: string;
  readonly now: number;
  /** Whether every message of the person is to be deleted too. */
  readonly messages: 'keep' | 'erase';
  readonly audit?: AuditInput;
}

/** What became of a removal, with the rooms the person belonged to. */
export type RemovalOutcome =
  | { readonly outcome: 'removed'; readonly roomIds: readonly string[] }
  | { readonly outcome: 'not_found' }
  | { readonly outcome: 'last_admin' };

/** How accounts end. */
export class RemovalsRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Removes an account with everything that was only theirs. Their handle stays nobody's for a while. */
  remove({ id, now, messages, audit }: Removal): Promise<RemovalOutcome> {
    return this.#database.transact(async (transaction) => {
      const user = await findUser(transaction, id);
      if (!user) return { outcome: 'not_found' };
      if (await isLastAdmin(transaction, user)) return { outcome: 'last_admin' };
      const roomIds = await leaveAll(transaction, id);
      for (const table of ['sessions', 'api_tokens', 'sign_in_links', 'message_rules'] as const) {
        await transaction.deleteFrom(table).where('user_id', '=', id).execute();
      }
      await transaction
        .deleteFrom('relations')
        .where(({ or, eb }) => or([eb('user_id', '=', id), eb('other_id', '=', id)]))
        .execute();
      // Who was never let in leaves no trace.
      if (user.state !== 'pending') await keepFormer(transaction, { userId: id, handle: user.handle, now });
      if (messages === 'erase') {
        await transaction.insertInto('erasures').values({ user_id: id, asked_at: now }).execute();
      }
      await transaction.deleteFrom('users').where('id', '=', id).execute();
      if (audit) await appendAudit(transaction, audit);
      return { outcome: 'removed', roomIds };
    });
  }
}

/** Ends every membership of a person. A room that they alone owned goes to who has been there longest. */
async function leaveAll(transaction: Transaction<Schema>, userId: string): Promise<string[]> {
  await judgeAnew(transaction, userId);
  const rooms = await transaction
    .deleteFrom('memberships')
    .where('user_id', '=', userId)
    .returning(['room_id', 'role'])
    .execute();
  for (const { room_id, role } of rooms) if (role === 'owner') await handOver(transaction, room_id);
  return rooms.map(({ room_id }) => room_id);
}

async function handOver(transaction: Transaction<Schema>, roomId: string): Promise<void> {
  const members = await transaction
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select(['memberships.user_id', 'memberships.role'])
    .where('room_id', '=', roomId)
    .where('users.state', '=', 'active')
    .orderBy((builder) =>
      builder.case('memberships.role').when('owner').then(0).when('moderator').then(1).else(2).end(),
    )
    .orderBy('joined_at')
    .orderBy('memberships.user_id')
    .limit(1)
    .execute();
  const [heir] = members;
  if (heir === undefined || heir.role === 'owner') return;
  await transaction
    .updateTable('memberships')
    .set({ role: 'owner' })
    .where('room_id', '=', roomId)
    .where('user_id', '=', heir.user_id)
    .execute();
}
