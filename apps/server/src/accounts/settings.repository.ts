import type { Transaction } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';

/** What the installation remembers of itself. */
type SettingKey = 'epoch' | 'server_name' | 'setup_done';

/** The installation's settings. */
export class SettingsRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The value of a setting, if it has one. */
  async get(key: SettingKey): Promise<string | undefined> {
    const row = await this.#database.read
      .selectFrom('settings')
      .select('value')
      .where('key', '=', key)
      .executeTakeFirst();
    return row?.value;
  }
}

/** Sets what is not set yet; of two who try at once, one is told `true`. */
export async function claimSetting(
  transaction: Transaction<Schema>,
  key: SettingKey,
  value: string,
): Promise<boolean> {
  const result = await transaction
    .insertInto('settings')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}
