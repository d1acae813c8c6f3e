import type { Selectable, Transaction } from 'kysely';
import type { Database } from '../database/database.ts';
import type { AuditTable, Schema } from '../database/schema.ts';
import { type Keyset, type KeysetPage, pageByKeyset } from '../paging/keyset.ts';
import { type AuditInput, toRow } from './audit.ts';

/** An entry as it is stored. */
export type AuditRow = Selectable<AuditTable>;

/** Adds an entry in the transaction of what it tells: neither is there without the other. */
export async function appendAudit(transaction: Transaction<Schema>, input: AuditInput): Promise<void> {
  const last = await transaction
    .selectFrom('audit_log')
    .select(['seq', 'digest'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  await transaction.insertInto('audit_log').values(toRow(input, last)).execute();
}

/** What admins and moderators did. */
export class AuditRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The entries, the newest first. */
  list(page: Keyset, action?: string): Promise<KeysetPage<AuditRow>> {
    let query = this.#database.read.selectFrom('audit_log').selectAll();
    if (action !== undefined) query = query.where('action', '=', action);
    return pageByKeyset(query, page, [{ column: 'audit_log.seq', order: 'desc', of: (row) => row.seq }]);
  }

  /** Some entries after one of them, in order. */
  after(seq: number, limit: number): Promise<AuditRow[]> {
    return this.#database.read
      .selectFrom('audit_log')
      .selectAll()
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(limit)
      .execute();
  }
}
