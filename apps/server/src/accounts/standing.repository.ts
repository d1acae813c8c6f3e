import type { Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { UserRow } from './users.repository.ts';

/** An account, as the transaction sees it. */
export function findUser(transaction: Transaction<Schema>, id: string): Promise<UserRow | undefined> {
  return transaction.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Whether nobody would be left to run the server. */
export async function isLastAdmin(
  transaction: Transaction<Schema>,
  { id, role, state }: Pick<UserRow, 'id' | 'role' | 'state'>,
): Promise<boolean> {
  if (role !== 'admin' || state !== 'active') return false;
  const other = await transaction
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .where('state', '=', 'active')
    .where('id', '<>', id)
    .limit(1)
    .executeTakeFirst();
  return other === undefined;
}

/** Whatever right the person shows in a room of theirs is stale from now on, and judged again. */
export async function judgeAnew(transaction: Transaction<Schema>, userId: string): Promise<void> {
  await transaction
    .updateTable('room_heads')
    .set((builder) => ({ access_version: builder('access_version', '+', 1) }))
    .where('room_id', 'in', (builder) =>
      builder.selectFrom('memberships').select('room_id').where('user_id', '=', userId),
    )
    .execute();
}
