import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';
import { clustered, type DialectName, integer, text } from './dialect.ts';

/** The first tables: settings, people and their sessions, rooms, members, the rooms' logs. */
export function foundation(dialect: DialectName): Migration {
  return {
    async up(store: Kysely<Schema>) {
      await makeSettings(store, dialect);
      await makeUsers(store, dialect);
      await makeSessions(store, dialect);
      await makeRooms(store, dialect);
      await makeMemberships(store, dialect);
      await makeMessages(store, dialect);
      await makeReactions(store, dialect);
    },
  };
}

async function makeSettings(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('settings')
    .addColumn('key', text(dialect), (column) => column.primaryKey())
    .addColumn('value', text(dialect), (column) => column.notNull())
    .execute();
  // Made with the store and kept for its life: another store, or one restored from a backup, has another epoch.
  await store
    .insertInto('settings')
    .values({ key: 'epoch', value: randomBytes(12).toString('base64url') })
    .execute();
}

async function makeUsers(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('users')
    .addColumn('id', text(dialect), (column) => column.primaryKey().notNull())
    .addColumn('handle', text(dialect), (column) => column.notNull().unique())
    .addColumn('name', text(dialect), (column) => column.notNull())
    .addColumn('hue', 'integer', (column) => column.notNull())
    .addColumn('bio', text(dialect), (column) => column.notNull().defaultTo(''))
    .addColumn('role', text(dialect), (column) => column.notNull().defaultTo('user'))
    .addColumn('email', text(dialect))
    .addColumn('password_hash', text(dialect))
    .addColumn('bot', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('state', text(dialect), (column) => column.notNull().defaultTo('active'))
    .addColumn('created_at', integer(dialect), (column) => column.notNull())
    .execute();
}

async function makeSessions(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('sessions')
    .addColumn('id', text(dialect), (column) => column.primaryKey().notNull())
    .addColumn('user_id', text(dialect), (column) => column.notNull())
    .addColumn('refresh_hash', text(dialect), (column) => column.notNull())
    .addColumn('previous_hash', text(dialect))
    .addColumn('rotated_at', integer(dialect), (column) => column.notNull())
    .addColumn('user_agent', text(dialect), (column) => column.notNull())
    .addColumn('address', text(dialect), (column) => column.notNull())
    .addColumn('created_at', integer(dialect), (column) => column.notNull())
    .addColumn('last_used_at', integer(dialect), (column) => column.notNull())
    .addColumn('expires_at', integer(dialect), (column) => column.notNull())
    .execute();
  for (const column of ['user_id', 'expires_at']) {
    await store.schema.createIndex(`sessions_${column}`).on('sessions').column(column).execute();
  }
}

async function makeRooms(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('rooms')
    .addColumn('id', text(dialect), (column) => column.primaryKey().notNull())
    .addColumn('slug', text(dialect), (column) => column.unique())
    .addColumn('name', text(dialect))
    .addColumn('topic', text(dialect))
    .addColumn('kind', text(dialect), (column) => column.notNull())
    .addColumn('access', text(dialect), (column) => column.notNull())
    .addColumn('password_hash', text(dialect))
    .addColumn('slow_mode', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('locked', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('created_by', text(dialect))
    .addColumn('created_at', integer(dialect), (column) => column.notNull())
    .addColumn('archived_at', integer(dialect))
    .execute();
  await store.schema
    .createTable('room_heads')
    .addColumn('room_id', text(dialect), (column) => column.primaryKey().notNull())
    .addColumn('seq', integer(dialect), (column) => column.notNull())
    .addColumn('count', integer(dialect), (column) => column.notNull())
    .addColumn('access_version', integer(dialect), (column) => column.notNull())
    .modifyEnd(clustered(dialect))
    .execute();
}

async function makeMemberships(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('memberships')
    .addColumn('room_id', text(dialect), (column) => column.notNull())
    .addColumn('user_id', text(dialect), (column) => column.notNull())
    .addColumn('role', text(dialect), (column) => column.notNull().defaultTo('member'))
    .addColumn('joined_at', integer(dialect), (column) => column.notNull())
    .addColumn('sent', integer(dialect), (column) => column.notNull().defaultTo(0))
    .addColumn('last_sent_at', integer(dialect))
    .addColumn('read_seq', integer(dialect), (column) => column.notNull().defaultTo(0))
    .addColumn('read_nth', integer(dialect), (column) => column.notNull().defaultTo(0))
    .addColumn('visited_at', integer(dialect))
    .addPrimaryKeyConstraint('memberships_key', ['room_id', 'user_id'])
    .modifyEnd(clustered(dialect))
    .execute();
  await store.schema
    .createIndex('memberships_user')
    .on('memberships')
    .columns(['user_id', 'room_id'])
    .execute();
}

async function makeMessages(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('messages')
    .addColumn('room_id', text(dialect), (column) => column.notNull())
    .addColumn('seq', integer(dialect), (column) => column.notNull())
    .addColumn('nth', integer(dialect), (column) => column.notNull())
    .addColumn('version', integer(dialect), (column) => column.notNull())
    .addColumn('kind', text(dialect), (column) => column.notNull())
    .addColumn('author_id', text(dialect), (column) => column.notNull())
    .addColumn('client_id', text(dialect))
    .addColumn('body', text(dialect), (column) => column.notNull())
    .addColumn('at', integer(dialect), (column) => column.notNull())
    .addColumn('edited_at', integer(dialect))
    .addColumn('deleted_at', integer(dialect))
    .addColumn('deleted_by', text(dialect))
    .addColumn('reply_to', integer(dialect))
    .addColumn('pinned', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('mentions', text(dialect), (column) => column.notNull().defaultTo('[]'))
    .addColumn('reactions', text(dialect), (column) => column.notNull().defaultTo('[]'))
    .addPrimaryKeyConstraint('messages_key', ['room_id', 'seq'])
    .execute();
  // The hot table. What is appended at once in many rooms should touch few pages: rows lie in the order of their
  // arrival, client ids (which mostly begin with the time) end to end, and a message takes a place in the order of
  // changes only when it is changed; until then its version is its seq, which the primary key orders.
  await store.schema
    .createIndex('messages_client')
    .unique()
    .on('messages')
    .columns(['client_id', 'author_id', 'room_id'])
    .execute();
  await store.schema
    .createIndex('messages_version')
    .unique()
    .on('messages')
    .columns(['room_id', 'version'])
    .where(sql.ref('version'), '<>', sql.ref('seq'))
    .execute();
}

async function makeReactions(store: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await store.schema
    .createTable('reactions')
    .addColumn('room_id', text(dialect), (column) => column.notNull())
    .addColumn('seq', integer(dialect), (column) => column.notNull())
    .addColumn('emoji', text(dialect), (column) => column.notNull())
    .addColumn('user_id', text(dialect), (column) => column.notNull())
    .addColumn('at', integer(dialect), (column) => column.notNull())
    .addPrimaryKeyConstraint('reactions_key', ['room_id', 'seq', 'emoji', 'user_id'])
    .modifyEnd(clustered(dialect))
    .execute();
}
