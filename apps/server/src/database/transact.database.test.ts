import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  appendJob,
  insertRoom,
  insertUser,
  joinRoom,
  openTestDatabase,
  type TestDatabase,
} from '../../../../e2e/support/database.ts';
import { isUniqueViolation, TransactionDawdled } from './store-errors.ts';

let store: TestDatabase;

beforeAll(async () => {
  store = await openTestDatabase();
});
afterAll(() => store.close());

const setting = (key: string) => ({ key, value: 'x' });

const keys = async () =>
  (await store.database.read.selectFrom('settings').select('key').execute()).map(({ key }) => key);

test('a reader sees what was committed before it asked', async () => {
  const { database } = store;
  for (let index = 0; index < 20; index++) {
    await database.transact((transaction) =>
      transaction
        .insertInto('settings')
        .values(setting(`seen-${index}`))
        .execute(),
    );
    expect(await keys()).toContain(`seen-${index}`);
  }
});

test('a transaction whose work fails has not happened', async () => {
  const { database } = store;
  const failing = database.transact(async (transaction) => {
    await transaction.insertInto('settings').values(setting('failed')).execute();
    throw new Error('Changed my mind.');
  });
  await expect(failing).rejects.toThrow('Changed my mind.');
  expect(await keys()).not.toContain('failed');
});

test('a transaction that dawdles is rolled back, and others go on at once', async () => {
  const { database } = store;
  const gate = Promise.withResolvers<void>();
  const dawdling = database.transact(async (transaction) => {
    await transaction.insertInto('settings').values(setting('dawdled')).execute();
    await gate.promise;
    await transaction.insertInto('settings').values(setting('late')).execute();
  });
  dawdling.catch(() => undefined);
  await database.transact((transaction) =>
    transaction.insertInto('settings').values(setting('next')).execute(),
  );
  gate.resolve();
  await expect(dawdling).rejects.toThrow(TransactionDawdled);
  expect(await keys()).toContain('next');
  expect(await keys()).not.toContain('dawdled');
  expect(await keys()).not.toContain('late');
});

test('transactions run one after the other, so that none misses what another wrote', async () => {
  const { database } = store;
  await database.transact((transaction) =>
    transaction.insertInto('settings').values({ key: 'counter', value: '0' }).execute(),
  );
  const raise = () =>
    database.transact(async (transaction) => {
      const counter = transaction.selectFrom('settings').select('value').where('key', '=', 'counter');
      const { value } = await counter.executeTakeFirstOrThrow();
      const next = { value: String(Number(value) + 1) };
      await transaction.updateTable('settings').set(next).where('key', '=', 'counter').execute();
    });
  await Promise.all(Array.from({ length: 20 }, raise));
  const rows = await database.read.selectFrom('settings').selectAll().where('key', '=', 'counter').execute();
  expect(rows).toStrictEqual([{ key: 'counter', value: '20' }]);
});

test('appends wait for a transaction, and a right it took away is gone for them', async () => {
  const { database } = store;
  const [user, room] = await Promise.all([insertUser(database), insertRoom(database)]);
  await joinRoom(database, room, user);
  const given = Promise.withResolvers<void>();
  const transaction = database.transact(async (transaction) => {
    await transaction
      .updateTable('room_heads')
      .set({ access_version: 2 })
      .where('room_id', '=', room.id)
      .execute();
    given.resolve();
    await transaction.deleteFrom('memberships').where('room_id', '=', room.id).execute();
  });
  await given.promise;
  const append = database.writer.append(appendJob(room, user));
  await transaction;
  expect(await append).toStrictEqual({ status: 'stale' });
});

test('a transaction has the writer alone, whatever it touches', async () => {
  const { database } = store;
  const [user, room] = await Promise.all([insertUser(database), insertRoom(database)]);
  const begun = Promise.withResolvers<void>();
  const order: string[] = [];
  const transaction = database.transact(async (transaction) => {
    await transaction.selectFrom('settings').selectAll().execute();
    begun.resolve();
    for (let index = 0; index < 30; index++) await transaction.selectFrom('users').selectAll().execute();
    order.push('transaction');
  });
  await begun.promise;
  const append = database.writer.append(appendJob(room, user)).then(() => order.push('append'));
  await Promise.all([transaction, append]);
  expect(order).toStrictEqual(['transaction', 'append']);
});

test('reads refuse to write', async () => {
  const { database } = store;
  await expect(database.read.insertInto('settings').values(setting('read')).execute()).rejects.toThrow(
    /read.?only/i,
  );
  expect(await keys()).not.toContain('read');
});

test('a key that is there already is told apart from other failures, on both stores', async () => {
  const { database } = store;
  const insert = () => database.transact((t) => t.insertInto('settings').values(setting('epoch')).execute());
  expect(await insert().catch(isUniqueViolation)).toBe(true);
  const wrong = database.transact((transaction) => sql`select nonsense`.execute(transaction));
  expect(await wrong.catch(isUniqueViolation)).toBe(false);
});

test('numbers, nulls and counts come back as they were given', async () => {
  const { database } = store;
  const user = await insertUser(database, { created_at: 1_763_664_000_123, email: null });
  const found = database.read.selectFrom('users').selectAll().where('id', '=', user.id);
  expect(await found.executeTakeFirst()).toStrictEqual(user);
  const { count } = await database.read
    .selectFrom('users')
    .select((builder) => builder.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  expect(count).toBeTypeOf('number');
});

test('a change tells how many rows it met', async () => {
  const { database } = store;
  const { numUpdatedRows } = await database.transact((transaction) =>
    transaction.updateTable('settings').set({ value: 'y' }).where('key', '=', 'nothing').executeTakeFirst(),
  );
  expect(numUpdatedRows).toBe(0n);
});

test('the store answers a ping until it is closed', async () => {
  const other = await openTestDatabase();
  await other.database.ping();
  await other.close();
  await expect(other.database.ping()).rejects.toThrow();
  await expect(other.database.writer.mark({ roomId: 'r', userId: 'u', seq: 1 })).rejects.toThrow(/closed/);
});
