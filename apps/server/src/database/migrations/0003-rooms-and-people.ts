import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';
import { clustered, type DialectName, integer, text } from './dialect.ts';

/** Who may be in which room, what was decided there, and what people are to each other. */
export function roomsAndPeople(dialect: DialectName): Migration {
  return {
    async up(store: Kysely<Schema>) {
      await extendRooms(store, dialect);
      await makeLists(store, dialect);
      await makeInvites(store, dialect);
      await makeModeration(store, dialect);
      await makeRelations(store, dialect);
    },
  };
}

async function extendRooms(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .alterTable('rooms')
    .addColumn('allow_listed', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await store.schema.alterTable('rooms').addColumn('deleted_at', integer(dialect)).execute();
  // Pins are few: only they take a place in this index, and an append takes none.
  await store.schema
    .createIndex('messages_pinned')
    .on('messages')
    .columns(['room_id', 'seq'])
    .where(sql.ref('pinned'), '=', 1)
    .execute();
}

async function makeLists(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('room_lists')
    .addColumn('room_id', text(dialect), (column) => column.notNull())
    .addColumn('user_id', text(dialect), (column) => column.notNull())
    .addColumn('list', text(dialect), (column) => column.notNull())
    .addColumn('added_by', text(dialect), (column) => column.notNull())
    .addColumn('added_at', integer(dialect), (column) => column.notNull())
    .addPrimaryKeyConstraint('room_lists_key', ['room_id', 'user_id'])
    .modifyEnd(clustered(dialect))
    .execute();
  await store.schema
    .createTable('room_mutes')
    .addColumn('room_id', text(dialect), (column) => column.notNull())
    .addColumn('user_id', text(dialect), (column) => column.notNull())
    .addColumn('muted_until', integer(dialect), (column) => column.notNull())
    .addColumn('muted_by', text(dialect), (column) => column.notNull())
    .addPrimaryKeyConstraint('room_mutes_key', ['room_id', 'user_id'])
    .modifyEnd(clustered(dialect))
    .execute();
}

async function makeInvites(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('room_invites')
    .addColumn('id', text(dialect), (column) => column.primaryKey().notNull())
    .addColumn('room_id', text(dialect), (column) => column.notNull())
    .addColumn('code_hash', text(dialect), (column) => column.notNull().unique())
    .addColumn('created_by', text(dialect), (column) => column.notNull())
    .addColumn('created_at', integer(dialect), (column) => column.notNull())
    .addColumn('expires_at', integer(dialect))
    .addColumn('max_uses', 'integer')
    .addColumn('uses', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await store.schema
    .createIndex('room_invites_room')
    .on('room_invites')
    .columns(['room_id', 'created_by'])
    .execute();
  await store.schema
    .createTable('join_requests')
    .addColumn('room_id', text(dialect), (column) => column.notNull())
    .addColumn('user_id', text(dialect), (column) => column.notNull())
    .addColumn('words', text(dialect), (column) => column.notNull())
    .addColumn('asked_at', integer(dialect), (column) => column.notNull())
    .addPrimaryKeyConstraint('join_requests_key', ['room_id', 'user_id'])
    .modifyEnd(clustered(dialect))
    .execute();
}

async function makeModeration(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('moderation_log')
    .addColumn('id', text(dialect), (column) => column.primaryKey().notNull())
    .addColumn('room_id', text(dialect), (column) => column.notNull())
    .addColumn('actor_id', text(dialect), (column) => column.notNull())
    .addColumn('action', text(dialect), (column) => column.notNull())
    .addColumn('target_id', text(dialect))
    .addColumn('seq', integer(dialect))
    .addColumn('reason', text(dialect))
    .addColumn('detail', text(dialect))
    .addColumn('at', integer(dialect), (column) => column.notNull())
    .execute();
  await store.schema
    .createTable('reports')
    .addColumn('id', text(dialect), (column) => column.primaryKey().notNull())
    .addColumn('room_id', text(dialect), (column) => column.notNull())
    .addColumn('seq', integer(dialect), (column) => column.notNull())
    .addColumn('reporter_id', text(dialect), (column) => column.notNull())
    .addColumn('reason', text(dialect), (column) => column.notNull())
    .addColumn('words', text(dialect), (column) => column.notNull())
    .addColumn('state', text(dialect), (column) => column.notNull().defaultTo('open'))
    .addColumn('handled_by', text(dialect))
    .addColumn('reported_at', integer(dialect), (column) => column.notNull())
    .addColumn('handled_at', integer(dialect))
    .addUniqueConstraint('reports_once', ['room_id', 'seq', 'reporter_id'])
    .execute();
  await store.schema.createIndex('reports_state').on('reports').columns(['state', 'id']).execute();
}

async function makeRelations(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('relations')
    .addColumn('user_id', text(dialect), (column) => column.notNull())
    .addColumn('other_id', text(dialect), (column) => column.notNull())
    .addColumn('kind', text(dialect), (column) => column.notNull())
    .addColumn('at', integer(dialect), (column) => column.notNull())
    .addPrimaryKeyConstraint('relations_key', ['user_id', 'other_id', 'kind'])
    .modifyEnd(clustered(dialect))
    .execute();
  await store.schema
    .createIndex('relations_other')
    .on('relations')
    .columns(['other_id', 'kind', 'user_id'])
    .execute();
  await store.schema
    .createTable('direct_rooms')
    .addColumn('low_id', text(dialect), (column) => column.notNull())
    .addColumn('high_id', text(dialect), (column) => column.notNull())
    .addColumn('room_id', text(dialect), (column) => column.notNull())
    .addPrimaryKeyConstraint('direct_rooms_key', ['low_id', 'high_id'])
    .modifyEnd(clustered(dialect))
    .execute();
  await store.schema
    .createTable('message_rules')
    .addColumn('user_id', text(dialect), (column) => column.primaryKey().notNull())
    .addColumn('who', text(dialect), (column) => column.notNull())
    .modifyEnd(clustered(dialect))
    .execute();
}
