import type { ClientConfig, Pool } from 'pg';
import pg from 'pg';
import { TransactionDawdled } from '../store-errors.ts';
import { WriterUnavailable } from '../writer/writer.ts';

/** Longest wait for a connection, in milliseconds: a store that is gone is told of soon. */
const CONNECT_TIMEOUT = 4_000;

/** Longest wait for the writer's statement, in milliseconds; then its connection is given up. */
const WRITER_TIMEOUT = 5_000;

/** How long a transaction may wait between two statements, in milliseconds: everybody else waits with it. */
const PATIENCE = 250;

const READ_CONNECTIONS = 8;
const TRANSACTION_CONNECTIONS = 4;

/** A pool of connections that refuse every write. */
export function readPool(url: string): Pool {
  return quiet(
    new pg.Pool({
      ...settings(url, 'reads'),
      max: READ_CONNECTIONS,
      options: '-c default_transaction_read_only=on',
    }),
  );
}

/** A pool for transactions; the server itself ends one that dawdles. */
export function transactionPool(url: string, onDawdled: () => void): Pool {
  const pool = new pg.Pool({
    ...settings(url, 'transactions'),
    max: TRANSACTION_CONNECTIONS,
    idle_in_transaction_session_timeout: PATIENCE,
  });
  pool.on('connect', (client) => {
    client.on('error', (error) => isDawdling(error) && onDawdled());
  });
  return quiet(pool);
}

/** A pool for the migrations, which may take their time. */
export function migrationPool(url: string): Pool {
  return quiet(new pg.Pool({ ...settings(url, 'migrations'), max: 2 }));
}

/** The writer's one connection, not yet connected. */
export function writerClient(url: string): pg.Client {
  const client = new pg.Client({
    ...settings(url, 'writer'),
    query_timeout: WRITER_TIMEOUT,
    // Statements that do not wait for each other's answers travel together: a batch is two journeys, not seven.
    pipeline: true,
  });
  // Its statements fail by themselves; without a listener the process would end.
  client.on('error', () => {});
  return client;
}

/** What a transaction's failure really was. */
export function explainFailure(error: unknown, dawdled: boolean): unknown {
  if (dawdled || isDawdling(error)) return new TransactionDawdled();
  return isLost(error) ? new WriterUnavailable('The connection broke.', { cause: error }) : error;
}

/** The connection broke, by a dawdling that was told too late or by itself: no bug of ours, and worth another try. */
function isLost(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return (
    code === undefined &&
    /^(Client has encountered a connection error|Connection terminated)/.test(String(message))
  );
}

/** SQLSTATE idle_in_transaction_session_timeout. */
function isDawdling(error: unknown): boolean {
  return (error as { code?: unknown }).code === '25P03';
}

function settings(url: string, purpose: string): ClientConfig {
  return {
    connectionString: url,
    application_name: `parlor ${purpose}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
    types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
  };
}

const { INT8 } = pg.types.builtins;

/** Counts and times stay below 2^53: numbers on both stores. */
function parserOf(type: number, format?: 'text' | 'binary'): unknown {
  return type === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(type, format);
}

/** A connection that breaks while nobody uses it is simply replaced by the next one. */
function quiet(pool: Pool): Pool {
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    client.on('error', () => {});
  });
  return pool;
}
