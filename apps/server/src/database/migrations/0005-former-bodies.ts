import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';
import { clustered, type DialectName, integer, text } from './dialect.ts';

/** What edited messages said before: a row an edit, apart from the hot table. */
export function formerBodies(dialect: DialectName): Migration {
  return {
    async up(store: Kysely<Schema>) {
      await store.schema
        .createTable('former_bodies')
        .addColumn('room_id', text(dialect), (column) => column.notNull())
        .addColumn('seq', integer(dialect), (column) => column.notNull())
        .addColumn('version', integer(dialect), (column) => column.notNull())
        .addColumn('body', text(dialect), (column) => column.notNull())
        .addColumn('at', integer(dialect), (column) => column.notNull())
        .addPrimaryKeyConstraint('former_bodies_key', ['room_id', 'seq', 'version'])
        .modifyEnd(clustered(dialect))
        .execute();
    },
  };
}
