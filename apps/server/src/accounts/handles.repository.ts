import type { Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** How long a former handle leads on to who had it, and is nobody else's. */
export const FORMER_MS = 30 * 86_400_000;
/** Most former handles that one person can keep from others at a time. */
const MOST_FORMER = 5;

/** What became of a claim. */
export type Claim = 'free' | 'taken' | 'too_often';

/** A handle that somebody wants, and what they are called now, if they are called something. */
interface Wish {
  readonly userId: string;
  readonly handle: string;
  readonly former?: string;
  readonly now: number;
}

/** Claims a handle: it must be nobody's, and not lead on to anybody else. The former one leads on from now. */
export async function claimHandle(
  transaction: Transaction<Schema>,
  { userId, handle, former, now }: Wish,
): Promise<Claim> {
  if (handle === former) return 'free';
  if (await isTaken(transaction, { userId, handle, now })) return 'taken';
  await transaction.deleteFrom('former_handles').where('handle', '=', handle).execute();
  if (former === undefined) return 'free';
  const { kept } = await transaction
    .selectFrom('former_handles')
    .select((builder) => builder.fn.countAll<number>().as('kept'))
    .where('user_id', '=', userId)
    .where('until', '>', now)
    .executeTakeFirstOrThrow();
  if (Number(kept) >= MOST_FORMER) return 'too_often';
  await keepFormer(transaction, { userId, handle: former, now });
  return 'free';
}

/** Has a handle lead on to who had it, for a while. */
export async function keepFormer(
  transaction: Transaction<Schema>,
  { userId, handle, now }: Wish,
): Promise<void> {
  const row = { user_id: userId, until: now + FORMER_MS };
  await transaction
    .insertInto('former_handles')
    .values({ handle, ...row })
    .onConflict((conflict) => conflict.column('handle').doUpdateSet(row))
    .execute();
}

async function isTaken(transaction: Transaction<Schema>, { userId, handle, now }: Wish): Promise<boolean> {
  const owner = await transaction
    .selectFrom('users')
    .select('id')
    .where('handle', '=', handle)
    .executeTakeFirst();
  if (owner) return owner.id !== userId;
  const former = await transaction
    .selectFrom('former_handles')
    .select('user_id')
    .where('handle', '=', handle)
    .where('until', '>', now)
    .executeTakeFirst();
  return former !== undefined && former.user_id !== userId;
}
