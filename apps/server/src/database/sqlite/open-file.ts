import { DatabaseSync } from 'node:sqlite';
import { StoreRefused } from '../store-errors.ts';

/** How long a connection waits for another's lock before it gives up, in milliseconds. */
const BUSY = 5_000;

/** How long a starting process waits for one that is just ending, in milliseconds. */
const LOCK_PATIENCE = 1_000;

const SQLITE_BUSY = 5;

/** Opens the one writing connection: write-ahead log, every commit synced, checkpoints only when asked for. */
export function openForWriting(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY });
  database.exec('pragma journal_mode=wal');
  prepareConnection(database);
  return database;
}

/** Opens a connection that refuses every write. The writer must have opened the file before. */
export function openForReading(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY, readOnly: true });
  database.exec('pragma query_only=on; pragma temp_store=memory; pragma cache_size=-8192');
  return database;
}

/**
 * Keeps a second process out for as long as the connection is open.
 * @throws StoreRefused when another process has the data directory.
 */
export function takeLock(file: string): DatabaseSync {
  const lock = new DatabaseSync(file, { timeout: LOCK_PATIENCE });
  try {
    lock.exec('begin exclusive');
    return lock;
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new StoreRefused('is in use by another Parlor server: stop it first, or choose another directory');
  }
}

/** Opens a connection that moves the write-ahead log into the main file, and does nothing else. */
export function openForCheckpoints(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec(SYNCED);
  return database;
}

/** Synced to the medium, on macOS too, where a plain fsync stops at the drive's memory; checkpoints when asked for. */
const SYNCED = `pragma synchronous=full; pragma fullfsync=on; pragma checkpoint_fullfsync=on;
  pragma wal_autocheckpoint=0`;

function prepareConnection(database: DatabaseSync): void {
  database.exec(SYNCED);
  database.exec('pragma temp_store=memory; pragma cache_size=-16384');
  // An acknowledgement means "synced": a build or a file system on which that is not so must not be served.
  expectPragma(database, 'journal_mode', 'wal');
  expectPragma(database, 'synchronous', 2);
  expectPragma(database, 'wal_autocheckpoint', 0);
}

function expectPragma(database: DatabaseSync, name: string, wanted: string | number): void {
  const row = database.prepare(`pragma ${name}`).get() ?? {};
  const [found] = Object.values(row);
  if (found !== wanted) throw new StoreRefused(`keeps SQLite's ${name} at ${found} instead of ${wanted}`);
}
