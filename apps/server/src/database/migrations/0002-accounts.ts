import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';
import { type DialectName, integer, text } from './dialect.ts';

/** What accounts keep besides themselves: former handles, ways in, tokens, erasures to carry out, and the audit. */
export function accounts(dialect: DialectName): Migration {
  return {
    async up(store: Kysely<Schema>) {
      await makeFormerHandles(store, dialect);
      await makeInvitations(store, dialect);
      await makeSignInLinks(store, dialect);
      await makeApiTokens(store, dialect);
      await makeErasures(store, dialect);
      await makeAudit(store, dialect);
      await sealAudit(store, dialect);
    },
  };
}

async function makeFormerHandles(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('former_handles')
    .addColumn('handle', text(dialect), (column) => column.primaryKey().notNull())
    .addColumn('user_id', text(dialect), (column) => column.notNull())
    .addColumn('until', integer(dialect), (column) => column.notNull())
    .execute();
  await store.schema
    .createIndex('former_handles_user')
    .on('former_handles')
    .columns(['user_id', 'until'])
    .execute();
}

async function makeInvitations(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('invitations')
    .addColumn('id', text(dialect), (column) => column.primaryKey().notNull())
    .addColumn('code_hash', text(dialect), (column) => column.notNull().unique())
    .addColumn('note', text(dialect), (column) => column.notNull())
    .addColumn('created_by', text(dialect), (column) => column.notNull())
    .addColumn('created_at', integer(dialect), (column) => column.notNull())
    .addColumn('expires_at', integer(dialect))
    .addColumn('max_uses', 'integer')
    .addColumn('uses', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('revoked_at', integer(dialect))
    .execute();
}

async function makeSignInLinks(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  // One a person: a new one takes the place of the one before.
  await store.schema
    .createTable('sign_in_links')
    .addColumn('user_id', text(dialect), (column) => column.primaryKey().notNull())
    .addColumn('token_hash', text(dialect), (column) => column.notNull().unique())
    .addColumn('expires_at', integer(dialect), (column) => column.notNull())
    .execute();
}

async function makeApiTokens(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('api_tokens')
    .addColumn('id', text(dialect), (column) => column.primaryKey().notNull())
    .addColumn('user_id', text(dialect), (column) => column.notNull())
    .addColumn('name', text(dialect), (column) => column.notNull())
    .addColumn('hash', text(dialect), (column) => column.notNull().unique())
    .addColumn('scopes', text(dialect), (column) => column.notNull())
    .addColumn('created_at', integer(dialect), (column) => column.notNull())
    .addColumn('expires_at', integer(dialect))
    .addColumn('last_used_at', integer(dialect))
    .execute();
  for (const column of ['user_id', 'expires_at']) {
    await store.schema.createIndex(`api_tokens_${column}`).on('api_tokens').column(column).execute();
  }
}

async function makeErasures(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('erasures')
    .addColumn('user_id', text(dialect), (column) => column.primaryKey().notNull())
    .addColumn('asked_at', integer(dialect), (column) => column.notNull())
    .execute();
}

async function makeAudit(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('audit_log')
    .addColumn('seq', integer(dialect), (column) => column.primaryKey().notNull())
    .addColumn('at', integer(dialect), (column) => column.notNull())
    .addColumn('actor_id', text(dialect), (column) => column.notNull())
    .addColumn('actor_handle', text(dialect), (column) => column.notNull())
    .addColumn('action', text(dialect), (column) => column.notNull())
    .addColumn('target_id', text(dialect))
    .addColumn('target_name', text(dialect))
    .addColumn('details', text(dialect), (column) => column.notNull())
    .addColumn('previous', text(dialect), (column) => column.notNull())
    .addColumn('digest', text(dialect), (column) => column.notNull())
    .execute();
}

/** The store itself refuses to change or take away what the audit has. */
async function sealAudit(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  if (dialect === 'sqlite') {
    for (const change of ['update', 'delete']) {
      await sql`create trigger ${sql.raw(`audit_log_no_${change}`)} before ${sql.raw(change)} on audit_log
        begin select raise(abort, 'the audit is append-only'); end`.execute(store);
    }
    return;
  }
  await sql`create function refuse_audit_change() returns trigger language plpgsql as
    $$ begin raise exception 'the audit is append-only'; end $$`.execute(store);
  await sql`create trigger audit_log_sealed before update or delete or truncate on audit_log
    for each statement execute function refuse_audit_change()`.execute(store);
}
