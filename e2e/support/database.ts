import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Insertable, Selectable } from 'kysely';
import { inject } from 'vitest';
import type { Database } from '../../apps/server/src/database/database.ts';
import { openDatabase } from '../../apps/server/src/database/open-database.ts';
import type { Schema } from '../../apps/server/src/database/schema.ts';
import type { AppendJob } from '../../apps/server/src/database/writer/writer.ts';
import { makeDatabase } from './full-database.ts';

/** Whether this run is about PostgreSQL: the project `postgres`. */
export const onPostgres = process.env.TEST_DATABASE === 'postgres';

/** A migrated store of its own: SQLite in a temporary folder, or PostgreSQL when `TEST_DATABASE` says so. */
export class TestDatabase implements AsyncDisposable {
  /** Where the SQLite store lives; an empty folder on PostgreSQL. */
  readonly dataDir: string;
  /** Where the PostgreSQL database is; undefined on SQLite. */
  readonly databaseUrl: string | undefined;
  readonly #drop: () => Promise<undefined>;
  #database: Database | undefined;

  constructor(dataDir: string, store: Awaited<ReturnType<typeof makeDatabase>>) {
    this.dataDir = dataDir;
    this.databaseUrl = store.url;
    this.#drop = store.drop;
  }

  get database(): Database {
    if (this.#database === undefined) throw new Error('The test store is not open.');
    return this.#database;
  }

  /** Opens the store again after its database was closed, or for the first time. */
  async reopen(): Promise<void> {
    const { dataDir, databaseUrl } = this;
    this.#database = await openDatabase({ dataDir, databaseUrl, onFatal: fail });
  }

  /** Closes the store and removes it. */
  async close(): Promise<void> {
    await this.#database?.close();
    await this.#drop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Opens a fresh store on the engine that this run is about. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parlor-store-'));
  const store = new TestDatabase(dataDir, await makeDatabase(onPostgres ? inject('postgresUrl') : undefined));
  await store.reopen();
  return store;
}

/** Adds a person; what is not given is made up. */
export async function insertUser(
  database: Database,
  given: Partial<Insertable<Schema['users']>> = {},
): Promise<Selectable<Schema['users']>> {
  const id = given.id ?? randomUUID();
  const values = { id, handle: `u-${id}`, name: 'Somebody', hue: 120, created_at: 1, ...given };
  return database.transact((transaction) =>
    transaction.insertInto('users').values(values).returningAll().executeTakeFirstOrThrow(),
  );
}

/** Adds an open room with an empty log; what is not given is made up. */
export async function insertRoom(
  database: Database,
  given: Partial<Insertable<Schema['rooms']>> = {},
): Promise<Selectable<Schema['rooms']>> {
  const id = given.id ?? randomUUID();
  const values = { id, kind: 'room', access: 'open', created_at: 1, ...given } as const;
  return database.transact(async (transaction) => {
    const head = { room_id: id, seq: 0, count: 0, access_version: 1 };
    await transaction.insertInto('room_heads').values(head).execute();
    return transaction.insertInto('rooms').values(values).returningAll().executeTakeFirstOrThrow();
  });
}

/** Makes a person a member of a room; what is not given is made up. */
export async function joinRoom(
  database: Database,
  room: { readonly id: string },
  user: { readonly id: string },
  given: Partial<Insertable<Schema['memberships']>> = {},
): Promise<void> {
  const values = { room_id: room.id, user_id: user.id, joined_at: 1, ...given };
  await database.transact((transaction) => transaction.insertInto('memberships').values(values).execute());
}

/** A message of `author` to `room`; what is not given is made up. */
export function appendJob(
  room: { readonly id: string },
  author: Selectable<Schema['users']>,
  given: Partial<AppendJob> = {},
): AppendJob {
  return {
    roomId: room.id,
    author: {
      id: author.id,
      handle: author.handle,
      name: author.name,
      hue: author.hue,
      bot: author.bot === 1,
    },
    clientId: randomUUID(),
    kind: 'text',
    body: 'Hello',
    replyTo: null,
    mentions: '[]',
    at: 1_000,
    accessVersion: 1,
    slowMode: 0,
    ...given,
  };
}

function fail(error: Error): never {
  throw error;
}
