import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import {
  insertUser,
  onPostgres,
  openTestDatabase,
  type TestDatabase,
} from '../../../../e2e/support/database.ts';
import type { Database } from './database.ts';
import { openDatabase } from './open-database.ts';
import { StoreRefused } from './store-errors.ts';

const opened: TestDatabase[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

async function open(): Promise<TestDatabase> {
  const store = await openTestDatabase();
  opened.push(store);
  return store;
}

const epochOf = async ({ read }: Database) =>
  (await read.selectFrom('settings').select('value').where('key', '=', 'epoch').executeTakeFirst())?.value;

test('a fresh store has an epoch of its own', async () => {
  const [one, other] = [await open(), await open()];
  expect(await epochOf(one.database)).toHaveLength(16);
  expect(await epochOf(one.database)).not.toBe(await epochOf(other.database));
});

test('a store that is opened again has its rows and its epoch, and is not migrated twice', async () => {
  const store = await open();
  const epoch = await epochOf(store.database);
  const user = await insertUser(store.database);
  await store.database.close();
  await store.reopen();
  expect(await epochOf(store.database)).toBe(epoch);
  const found = await store.database.read.selectFrom('users').select('id').execute();
  expect(found).toStrictEqual([{ id: user.id }]);
});

test('many nodes may open one PostgreSQL database at once; a data directory is for one process', async () => {
  const store = await open();
  const { dataDir, databaseUrl } = store;
  const again = () => openDatabase({ dataDir, databaseUrl });
  if (onPostgres) {
    const nodes = await Promise.all([again(), again(), again()]);
    expect(new Set(await Promise.all(nodes.map(epochOf))).size).toBe(1);
    await Promise.all(nodes.map((node) => node.close()));
    return;
  }
  await expect(again()).rejects.toThrow(StoreRefused);
  await expect(again()).rejects.toThrow(/is in use by another Parlor server/);
  await store.database.ping();
});

test('a store that a newer version has changed is refused', async () => {
  const store = await open();
  const { dataDir, databaseUrl } = store;
  await store.database.transact((transaction) =>
    sql`insert into kysely_migration values ('9999-future', '2030-01-01T00:00:00.000Z')`.execute(transaction),
  );
  await store.database.close();
  const again = openDatabase({ dataDir, databaseUrl });
  await expect(again).rejects.toThrow(StoreRefused);
  await expect(again).rejects.toThrow(/was written by a newer Parlor: start that one\.$/);
});

test('what cannot be used is refused with one clear line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-refused-'));
  const file = join(folder, 'file');
  await writeFile(file, 'not a directory');
  await writeFile(
    join(folder, 'parlor.db'),
    'not a database at all, but long enough to be looked at'.repeat(100),
  );
  const refusals = onPostgres
    ? [
        [
          { databaseUrl: 'postgres://me:secret@127.0.0.1:1/x' },
          /^DATABASE_URL postgres:\/\/me:\*\*\*@.* cannot be used/,
        ],
      ]
    : [
        [{ dataDir: file }, /^DATA_DIR .* cannot be made/],
        [{ dataDir: '/proc/nowhere' }, /^DATA_DIR .* cannot be (made|written)/],
        [{ dataDir: folder }, /^DATA_DIR .* holds a file that is not a database/],
      ];
  for (const [options, line] of refusals as [object, RegExp][]) {
    const error = await openDatabase({ dataDir: folder, ...options }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreRefused);
    expect((error as Error).message).toMatch(line);
    expect((error as Error).message).not.toContain('secret');
  }
  await rm(folder, { recursive: true });
});
