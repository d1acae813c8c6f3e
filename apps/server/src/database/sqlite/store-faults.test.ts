import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import {
  appendJob,
  insertRoom,
  insertUser,
  joinRoom,
  openTestDatabase,
} from '../../../../../e2e/support/database.ts';
import type { Database } from '../database.ts';
import { TransactionDawdled } from '../store-errors.ts';
import { WriterUnavailable } from '../writer/writer.ts';
import { startWorker, WorkerLink } from './worker-link.ts';

/** Limits the file to `pages`: SQLite answers further growth as it answers a full disk. */
function limitPages({ transact }: Database, pages: number): Promise<unknown> {
  return transact((transaction) => sql.raw(`pragma max_page_count=${pages}`).execute(transaction));
}

test('G16: a full store refuses what it cannot keep, still reads, and takes writes again when there is space', async () => {
  await using store = await openTestDatabase();
  const { database } = store;
  const user = await insertUser(database);
  const room = await insertRoom(database);
  await joinRoom(database, room, user);
  const send = (body: string) => database.writer.append(appendJob(room, user, { body }));
  await send('before');
  await limitPages(database, 1);
  const refused = await Promise.allSettled(Array.from({ length: 50 }, () => send('x'.repeat(4_000))));
  expect(refused.every(({ status }) => status === 'rejected')).toBe(true);
  expect(refused[0]).toMatchObject({ reason: expect.any(WriterUnavailable) });
  const rows = () => database.read.selectFrom('messages').select('seq').execute();
  expect(await rows()).toStrictEqual([{ seq: 1 }]);
  await limitPages(database, 1_000_000);
  expect(await send('after')).toStrictEqual({ status: 'appended', seq: 2, nth: 2 });
});

test('the write-ahead log is moved into the main file while nobody waits for it', async () => {
  await using store = await openTestDatabase();
  await insertUser(store.database, { handle: 'moved-into-the-file' });
  const main = () => readFile(join(store.dataDir, 'parlor.db'), 'latin1');
  await expect.poll(main, { timeout: 5_000 }).toContain('moved-into-the-file');
});

/** A store worker that answers its first request as `reply` says, for what no test can make a disk do. */
function answering(reply: object): Worker {
  const code = `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', () => parentPort.postMessage(${JSON.stringify(reply)}));`;
  return new Worker(code, { eval: true });
}

test('G16: a failed sync is told as fatal, after the write that it failed was refused', async () => {
  const fatal = Promise.withResolvers<Error>();
  const failing = answering({ error: { name: 'Error', message: 'disk I/O error', errcode: 1034 } });
  const link = new WorkerLink(failing, fatal.resolve);
  await expect(link.ask({ ask: 'commit' })).rejects.toThrow('disk I/O error');
  expect((await fatal.promise).message).toBe('disk I/O error');
  await link.abandon();
});

test('another failure is not fatal', async () => {
  const fatal: Error[] = [];
  const full = answering({ error: { name: 'Error', message: 'database or disk is full', errcode: 13 } });
  const link = new WorkerLink(full, (error) => fatal.push(error));
  await expect(link.ask({ ask: 'commit' })).rejects.toThrow('disk is full');
  await link.abandon();
  expect(fatal).toStrictEqual([]);
});

test('a store worker that dies is fatal, and what it was asked is refused', async () => {
  const fatal = Promise.withResolvers<Error>();
  const link = new WorkerLink(new Worker('process.exit(3)', { eval: true }), fatal.resolve);
  await expect(link.ask({ ask: 'begin' })).rejects.toThrow(/ended by itself/);
  expect((await fatal.promise).message).toMatch(/ended by itself/);
});

test('a statement that was on its way when its transaction was rolled back for dawdling is refused', async () => {
  await using store = await openTestDatabase();
  await store.database.close();
  const link = new WorkerLink(startWorker('writer.worker'), () => {});
  const file = join(store.dataDir, 'parlor.db');
  await link.ask({ ask: 'open', file, lock: null });
  const dawdled = new Promise<void>((resolve) => {
    link.onDawdled = resolve;
  });
  await link.ask({ ask: 'begin' });
  await dawdled;
  const late = { ask: 'run', sql: 'delete from settings', parameters: [] } as const;
  await expect(link.ask(late)).rejects.toThrow(TransactionDawdled);
  await expect(link.ask({ ask: 'commit' })).rejects.toThrow(TransactionDawdled);
  await link.ask({ ask: 'begin' });
  await link.ask({ ask: 'rollback' });
  await link.close();
  await store.reopen();
  expect(await store.database.read.selectFrom('settings').select('key').execute()).toHaveLength(1);
});
