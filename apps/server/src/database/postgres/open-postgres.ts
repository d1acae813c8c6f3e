import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';
import { migrate } from '../migrations/migrate.ts';
import type { Schema } from '../schema.ts';
import { StoreRefused } from '../store-errors.ts';
import { JobQueue } from '../writer/job-queue.ts';
import { explainFailure, migrationPool, readPool, transactionPool } from './connections.ts';
import { ALONE } from './locks.ts';
import { PostgresBatches } from './postgres-batches.ts';

/**
 * Opens the store at `url`: a database of a PostgreSQL server that syncs what it commits.
 * @throws StoreRefused when it cannot be reached, or would acknowledge what a power cut takes.
 */
export async function openPostgres(url: string): Promise<Database> {
  await prepare(url);
  const read = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: readPool(url) }) });
  const batches = new PostgresBatches(url);
  const writer = new JobQueue((jobs) => batches.run(jobs));
  const transactions = new Transactions(url);
  return {
    dialect: 'postgres',
    read,
    writer,
    transact: (work) => transactions.run(work),
    async ping() {
      await sql`select 1`.execute(read);
    },
    async close() {
      await writer.close();
      await Promise.all([read.destroy(), transactions.close(), batches.close()]);
    },
  };
}

/** Transactions one at a time, on all nodes together, as the embedded store has them: no two can miss each other. */
class Transactions {
  readonly #store: Kysely<Schema>;
  /** The transaction that has the lock: only it can be the one that the server ended for dawdling. */
  #current = { dawdled: false };

  constructor(url: string) {
    const pool = transactionPool(url, () => {
      this.#current.dawdled = true;
    });
    this.#store = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  }

  async run<T>(work: (transaction: Transaction<Schema>) => Promise<T>): Promise<T> {
    const mine = { dawdled: false };
    try {
      return await this.#store.transaction().execute(async (transaction) => {
        await sql.raw(`select pg_advisory_xact_lock(${ALONE})`).execute(transaction);
        this.#current = mine;
        return work(transaction);
      });
    } catch (error) {
      throw explainFailure(error, mine.dawdled);
    }
  }

  close(): Promise<void> {
    return this.#store.destroy();
  }
}

async function prepare(url: string): Promise<void> {
  const store = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: migrationPool(url) }) });
  try {
    await assertDurable(store);
    await migrate(store, 'postgres');
  } catch (error) {
    throw explain(error, url);
  } finally {
    await store.destroy();
  }
}

/** What an acknowledgement promises is the server's to keep. */
const REFUSED: Readonly<Record<string, (value: string) => boolean>> = {
  fsync: (value) => value === 'off',
  synchronous_commit: (value) => value === 'off',
  server_encoding: (value) => value !== 'UTF8',
};

async function assertDurable(store: Kysely<Schema>): Promise<void> {
  for (const [setting, isRefused] of Object.entries(REFUSED)) {
    const { rows } = await sql<{ value: string }>`select current_setting(${setting}) as value`.execute(store);
    const value = rows[0]?.value ?? '';
    if (isRefused(value)) throw new StoreRefused(`runs with ${setting}=${value}, which loses messages`);
  }
}

/** A refusal of ours, or of the server (a name, a password, an address), is one line; a bug stays what it is. */
function explain(error: unknown, url: string): unknown {
  const { code, message } = error as { code?: string; message: string };
  const name = `DATABASE_URL ${withoutPassword(url)}`;
  if (error instanceof StoreRefused) return new StoreRefused(`${name} ${message}.`, { cause: error });
  const unreachable =
    code === undefined ? /timeout|terminated/i.test(message) : /^(E|28|3D|57P|53)/.test(code);
  return unreachable ? new StoreRefused(`${name} cannot be used (${message}).`, { cause: error }) : error;
}

function withoutPassword(url: string): string {
  const shown = URL.parse(url);
  if (shown === null) return '(not a URL)';
  if (shown.password) shown.password = '***';
  return shown.href;
}
