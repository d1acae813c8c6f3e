import type { DatabaseSync } from 'node:sqlite';
import { TransactionDawdled } from '../store-errors.ts';
import { Batches } from './batch.ts';
import { openForWriting, takeLock } from './open-file.ts';
import type { Rows, StoreRequest } from './protocol.ts';
import { Statements } from './statements.ts';
import { serve, tell } from './worker-side.ts';

/** The worker that owns the only writing connection, and the lock that keeps other processes out. */

/** How long a transaction may wait between two statements, in milliseconds: everybody else waits with it. */
const PATIENCE = 250;

let lock: DatabaseSync | undefined;
let database: DatabaseSync | undefined;
let statements: Statements | undefined;
let batches: Batches | undefined;
let dawdling: NodeJS.Timeout | undefined;
/** True from the rollback of a dawdling transaction until the next turn begins: its late statements are refused. */
let rolledBack = false;

serve((request: StoreRequest) => {
  switch (request.ask) {
    case 'open':
      return open(request.file, request.lock);
    case 'batch':
      return runBatch(request.jobs, request.count);
    case 'begin':
      rolledBack = false;
      return inTransaction(() => run('begin immediate'));
    case 'run':
      return inTransaction(() => run(request.sql, request.parameters));
    case 'commit':
      return inTransaction(() => run('commit'));
    case 'rollback':
      return inTransaction(() => rollback());
    case 'restart':
      return restartLog();
    case 'close':
      return close();
    default:
      throw new Error(`The writer does not ${request.ask}.`);
  }
});

function open(file: string, lockFile: string | null): void {
  if (lockFile !== null) lock = takeLock(lockFile);
  database = openForWriting(file);
  statements = new Statements(database);
}

/** The jobs' statements are prepared when first used: the tables are made after the opening. */
function runBatch(jobs: readonly unknown[], count: number): unknown {
  rolledBack = false;
  batches ??= new Batches(opened());
  return batches.run(jobs, count);
}

function run(sql: string, parameters: readonly unknown[] = []): Rows | undefined {
  return statements?.run(sql, parameters);
}

function inTransaction(work: () => Rows | undefined): Rows | undefined {
  clearTimeout(dawdling);
  if (rolledBack) throw new TransactionDawdled();
  try {
    return work();
  } finally {
    if (opened().isTransaction) dawdling = setTimeout(giveUp, PATIENCE);
  }
}

function giveUp(): void {
  rollback();
  rolledBack = true;
  tell({ dawdled: true });
}

function rollback(): undefined {
  if (opened().isTransaction) run('rollback');
}

/** Waits for readers of the old log, but not long: the next second tries again. */
function restartLog(): void {
  opened().exec('pragma busy_timeout=50; pragma wal_checkpoint(restart); pragma busy_timeout=5000');
}

function opened(): DatabaseSync {
  if (database === undefined) throw new Error('The store is not open.');
  return database;
}

function close(): void {
  clearTimeout(dawdling);
  if (database?.isTransaction) database.exec('rollback');
  database?.close();
  lock?.close();
}
