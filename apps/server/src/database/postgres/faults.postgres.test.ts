import { sql } from 'kysely';
import { expect, test } from 'vitest';
import {
  appendJob,
  insertRoom,
  insertUser,
  joinRoom,
  openTestDatabase,
} from '../../../../../e2e/support/database.ts';
import { startPostgres } from '../../../../../e2e/support/postgres.ts';
import { openDatabase } from '../open-database.ts';
import { StoreRefused } from '../store-errors.ts';
import { WriterUnavailable } from '../writer/writer.ts';

async function scene() {
  const store = await openTestDatabase();
  const { database } = store;
  const user = await insertUser(database);
  const room = await insertRoom(database);
  await joinRoom(database, room, user);
  const send = (clientId: string) => database.writer.append(appendJob(room, user, { clientId }));
  return { store, database, room, user, send };
}

test('F10: a broken connection refuses what was in flight, and the next write has a new one', async () => {
  const { store, database, send } = await scene();
  await send('before');
  await database.transact((transaction) =>
    sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'parlor writer' and datname = current_database()`.execute(transaction),
  );
  const broken = await send('broken').catch((error: unknown) => error);
  expect(broken).toBeInstanceOf(WriterUnavailable);
  expect(await send('broken')).toMatchObject({ status: 'appended', seq: 2, nth: 2 });
  expect(await send('broken')).toMatchObject({ status: 'duplicate', seq: 2 });
  await store.close();
});

test('F10: a transaction whose connection breaks is unavailable, and the next one has another', async () => {
  const { store, database } = await scene();
  const broken = database.transact(async (transaction) => {
    const own = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
    // Another connection ends it: its own would be told so by the statement that does it.
    const pid = own.rows[0]?.pid ?? 0;
    await sql`select pg_terminate_backend(${pid})`.execute(database.read).catch(() => undefined);
    await sql`select pg_sleep(0.01)`.execute(database.read);
    return sql`select 1`.execute(transaction);
  });
  await expect(broken).rejects.toThrow(WriterUnavailable);
  expect(await database.transact(async () => 'well')).toBe('well');
  await store.close();
});

test('F10: a server that is gone refuses writes and pings', async () => {
  const postgres = await startPostgres();
  const database = await openDatabase({ dataDir: '.', databaseUrl: postgres.url });
  const user = await insertUser(database);
  const room = await insertRoom(database);
  await postgres.stop();
  await expect(database.writer.append(appendJob(room, user))).rejects.toThrow(WriterUnavailable);
  await expect(database.ping()).rejects.toThrow();
  await database.close();
});

test('two nodes that write into the same rooms at once keep one order', async () => {
  const { store, database, room, user } = await scene();
  const { dataDir, databaseUrl } = store;
  const other = await openDatabase({ dataDir, databaseUrl });
  const elsewhere = await insertRoom(database);
  await joinRoom(database, elsewhere, user);
  const jobs = Array.from({ length: 300 }, (_, index) => appendJob(index % 3 ? room : elsewhere, user));
  const marks = [room, elsewhere].map(({ id }) => ({ roomId: id, userId: user.id, seq: 50 }));
  const nodes = [database, other];
  const results = await Promise.all(
    jobs.flatMap((job, index) => [
      ...nodes.map(({ writer }) => writer.append(job)),
      ...nodes.map(({ writer }) => writer.mark(marks[index % 2]!).then(() => undefined)),
    ]),
  );
  const statuses = results.flatMap((result) => (result ? [result.status] : []));
  expect(statuses.filter((status) => status === 'appended')).toHaveLength(300);
  expect(statuses.filter((status) => status === 'duplicate')).toHaveLength(300);
  for (const { id } of [room, elsewhere]) {
    const rows = await database.read
      .selectFrom('messages')
      .select(['seq', 'nth'])
      .where('room_id', '=', id)
      .orderBy('seq')
      .execute();
    expect(rows).toStrictEqual(rows.map((_, index) => ({ seq: index + 1, nth: index + 1 })));
  }
  await other.close();
  await store.close();
});

test('G01: a server that does not sync its commits is refused', async () => {
  const postgres = await startPostgres(['fsync=off']);
  const refused = await openDatabase({ dataDir: '.', databaseUrl: postgres.url }).catch(
    (error: unknown) => error,
  );
  await postgres.stop();
  expect(refused).toBeInstanceOf(StoreRefused);
  expect((refused as Error).message).toMatch(/^DATABASE_URL .* runs with fsync=off, which loses messages\.$/);
});

test('G01: a database that answers before it has synced is refused', async () => {
  await using store = await openTestDatabase();
  const { dataDir, databaseUrl } = store;
  await store.database.transact(async (transaction) => {
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(transaction);
    await sql`alter database ${sql.ref(rows[0]?.name ?? '')} set synchronous_commit = off`.execute(
      transaction,
    );
  });
  await expect(openDatabase({ dataDir, databaseUrl })).rejects.toThrow(/synchronous_commit=off/);
});
