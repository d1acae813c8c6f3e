import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { StoreRefused } from '../store-errors.ts';
import { foundation } from './0001-foundation.ts';
import { accounts } from './0002-accounts.ts';
import { roomsAndPeople } from './0003-rooms-and-people.ts';
import { idempotencyKeys } from './0004-idempotency-keys.ts';
import { formerBodies } from './0005-former-bodies.ts';
import type { DialectName } from './dialect.ts';

/** Every migration, by a name whose order is the order in which they run. Names and contents never change again. */
const migrations = (dialect: DialectName): Record<string, Migration> => ({
  '0001-foundation': foundation(dialect),
  '0002-accounts': accounts(dialect),
  '0003-rooms-and-people': roomsAndPeople(dialect),
  '0004-idempotency-keys': idempotencyKeys(dialect),
  '0005-former-bodies': formerBodies(dialect),
});

/** Brings the tables up to this version, forward only; does nothing when they are. */
export async function migrate<Tables>(store: Kysely<Tables>, dialect: DialectName): Promise<void> {
  const provider = { getMigrations: async () => migrations(dialect) };
  const { error, results } = await new Migrator({ db: store, provider }).migrateToLatest();
  if (error === undefined) return;
  if (isNewer(error))
    throw new StoreRefused('was written by a newer Parlor: start that one', { cause: error });
  const failed = results?.find((result) => result.status === 'Error')?.migrationName;
  throw new Error(`The database could not be brought up to date${failed ? ` (${failed})` : ''}.`, {
    cause: error,
  });
}

/** The store has migrations that this version does not know. */
function isNewer(error: unknown): boolean {
  return error instanceof Error && error.message.includes('previously executed migration');
}
