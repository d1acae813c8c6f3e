import { join, resolve } from 'node:path';
import { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { migrate } from '../migrations/migrate.ts';
import type { Schema } from '../schema.ts';
import { StoreRefused } from '../store-errors.ts';
import { JobQueue } from '../writer/job-queue.ts';
import { type BatchReply, decodeReply, encodeJobs } from './batch-codec.ts';
import { Checkpoints } from './checkpoints.ts';
import { makeDirectory } from './make-directory.ts';
import { portDialect } from './port-dialect.ts';
import { readLease } from './read-lease.ts';
import { startWorker, WorkerLink } from './worker-link.ts';
import { WriteLeases } from './write-lease.ts';

const READERS = 2;

/** What an embedded store needs. */
export interface SqliteOptions {
  readonly dataDir: string;
  /** Hears that what was acknowledged may not be on disk, or that a store worker died: the process must end. */
  readonly onFatal: (error: Error) => void;
}

/**
 * Opens the embedded store in `dataDir`, which is made when it can be.
 * @throws StoreRefused when the directory cannot be used, or another process has it.
 */
export async function openSqlite({ dataDir, onFatal }: SqliteOptions): Promise<Database> {
  const directory = resolve(dataDir);
  const writing = new WorkerLink(startWorker('writer.worker'), onFatal);
  const readers = Array.from(
    { length: READERS },
    () => new WorkerLink(startWorker('reader.worker'), onFatal),
  );
  try {
    return await open(directory, writing, readers);
  } catch (error) {
    await Promise.all([writing, ...readers].map((link) => link.abandon()));
    throw explain(error, directory);
  }
}

async function open(directory: string, writing: WorkerLink, readers: WorkerLink[]): Promise<Database> {
  const file = join(directory, 'parlor.db');
  await makeDirectory(directory);
  await writing.ask({ ask: 'open', file, lock: join(directory, 'lock.db') });
  const checkpoints = new Checkpoints(writing, readers);
  const writer = new JobQueue(async (jobs) => {
    checkpoints.expectWork();
    return decodeReply(
      await writing.ask<BatchReply>({ ask: 'batch', jobs: encodeJobs(jobs), count: jobs.length }),
    );
  });
  const leases = new WriteLeases(writer, writing);
  const store = new Kysely<Schema>({ dialect: portDialect(() => leases.acquire()) });
  await migrate(store, 'sqlite');
  await Promise.all(readers.map((reader) => reader.ask({ ask: 'open', file, lock: null })));
  const read = new Kysely<Schema>({ dialect: portDialect(async () => readLease(readers)) });
  return {
    dialect: 'sqlite',
    read,
    writer,
    async transact(work) {
      checkpoints.expectWork();
      return store.transaction().execute(work);
    },
    async ping() {
      await read.selectFrom('settings').select('key').limit(1).execute();
    },
    async close() {
      await writer.close();
      checkpoints.stop();
      await Promise.all(readers.map((reader) => reader.close()));
      await writing.close();
    },
  };
}

/** SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_NOTADB, SQLITE_CORRUPT, SQLITE_FULL, SQLITE_PERM, SQLITE_IOERR. */
const REASONS: Readonly<Record<number, string>> = {
  3: 'cannot be written',
  8: 'cannot be written',
  10: 'gives read or write errors',
  11: 'holds a damaged database',
  13: 'is on a full disk',
  14: 'cannot be written',
  26: 'holds a file that is not a database',
};

function explain(error: unknown, directory: string): unknown {
  const name = `DATA_DIR ${directory}`;
  const { errcode, code, message } = error as { errcode?: number; code?: string; message: string };
  if (error instanceof StoreRefused) return new StoreRefused(`${name} ${message}.`, { cause: error });
  const reason = errcode === undefined ? undefined : REASONS[errcode & 0xff];
  if (reason) return new StoreRefused(`${name} ${reason} (${message}).`, { cause: error });
  if (code?.startsWith('E'))
    return new StoreRefused(`${name} cannot be made (${message}).`, { cause: error });
  return error;
}
