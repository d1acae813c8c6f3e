import type { Selectable } from 'kysely';
import type { Database } from '../database/database.ts';
import type { IdempotencyKeysTable } from '../database/schema.ts';

type Row = Selectable<IdempotencyKeysTable>;

/** The first request with a key; `staleBefore`: a claim as old as that was left by a server that died. */
export interface Claim extends Omit<Row, 'sealed'> {
  readonly staleBefore: number;
}

/** Which requests were made under which key, and what was answered. */
export class IdempotencyKeysRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Takes a key for its request; gives what is there when another has it. */
  claim({ staleBefore, ...row }: Claim): Promise<Row | undefined> {
    return this.#database.transact(async (transaction) => {
      // The writer is alone here: nobody claims between the look and the insert.
      await transaction.deleteFrom('idempotency_keys').where('expires_at', '<=', row.claimed_at).execute();
      await transaction
        .deleteFrom('idempotency_keys')
        .where('key_hash', '=', row.key_hash)
        .where('sealed', 'is', null)
        .where('claimed_at', '<=', staleBefore)
        .execute();
      const there = await transaction
        .selectFrom('idempotency_keys')
        .selectAll()
        .where('key_hash', '=', row.key_hash)
        .executeTakeFirst();
      if (!there) await transaction.insertInto('idempotency_keys').values(row).execute();
      return there;
    });
  }

  /** Keeps what was answered. */
  async keep(keyHash: string, sealed: string): Promise<void> {
    await this.#database.transact((transaction) =>
      transaction.updateTable('idempotency_keys').set({ sealed }).where('key_hash', '=', keyHash).execute(),
    );
  }

  /** Gives a key back: nothing was done under it. */
  async release(keyHash: string): Promise<void> {
    await this.#database.transact((transaction) =>
      transaction
        .deleteFrom('idempotency_keys')
        .where('key_hash', '=', keyHash)
        .where('sealed', 'is', null)
        .execute(),
    );
  }
}
