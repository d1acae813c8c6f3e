import type { Kysely, Transaction } from 'kysely';
import type { Schema } from './schema.ts';
import type { Writer } from './writer/writer.ts';

/**
 * One store behind two dialects.
 *
 * Promises:
 * - `read` never writes and never waits for a writer; it sees everything whose commit was told before it was asked.
 *   Each statement is a snapshot of its own: what must be of one moment is read by one statement.
 * - `transact` has the writer alone (on PostgreSQL on all nodes), is atomic, and is rolled back with
 *   `TransactionDawdled` when `work` waits 250 ms between statements: never await anything but the transaction's own
 *   statements inside it, and keep it short, for every writer waits.
 * - Nothing of it blocks the event loop.
 */
export interface Database {
  readonly dialect: 'sqlite' | 'postgres';
  readonly read: Kysely<Schema>;
  readonly writer: Writer;
  transact<T>(work: (transaction: Transaction<Schema>) => Promise<T>): Promise<T>;
  /** Asks the store a question that fails when it is gone; for readiness. */
  ping(): Promise<void>;
  /** Waits for what was begun, then lets go of the files and connections. */
  close(): Promise<void>;
}
