import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';
import { type DialectName, integer, text } from './dialect.ts';

/** What was answered to requests that may be repeated. */
export function idempotencyKeys(dialect: DialectName): Migration {
  return {
    async up(store: Kysely<Schema>) {
      await store.schema
        .createTable('idempotency_keys')
        .addColumn('key_hash', text(dialect), (column) => column.primaryKey().notNull())
        .addColumn('request_hash', text(dialect), (column) => column.notNull())
        .addColumn('sealed', text(dialect))
        .addColumn('claimed_at', integer(dialect), (column) => column.notNull())
        .addColumn('expires_at', integer(dialect), (column) => column.notNull())
        .execute();
      await store.schema
        .createIndex('idempotency_keys_expiry')
        .on('idempotency_keys')
        .column('expires_at')
        .execute();
    },
  };
}
