import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Rows } from './protocol.ts';

/** A turn at a connection that lives in a worker. */
export interface Lease {
  run(sql: string, parameters: readonly unknown[]): Promise<Rows>;
  begin(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  release(): void;
}

/** Kysely over a connection behind a message port. */
export function portDialect(acquire: () => Promise<Lease>): Dialect {
  return {
    createAdapter: () => new PortAdapter(),
    createDriver: () => new PortDriver(acquire),
    createIntrospector: (store) => new SqliteIntrospector(store),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class PortAdapter extends SqliteAdapter {
  /** SQLite rolls tables back like rows: a migration that is killed has not happened. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class PortDriver implements Driver {
  readonly #acquire: () => Promise<Lease>;

  constructor(acquire: () => Promise<Lease>) {
    this.#acquire = acquire;
  }

  async acquireConnection(): Promise<PortConnection> {
    return new PortConnection(await this.#acquire());
  }

  beginTransaction(connection: PortConnection): Promise<void> {
    return connection.lease.begin();
  }

  commitTransaction(connection: PortConnection): Promise<void> {
    return connection.lease.commit();
  }

  rollbackTransaction(connection: PortConnection): Promise<void> {
    return connection.lease.rollback();
  }

  async savepoint(connection: PortConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint ${quote(name)}`));
  }

  async rollbackToSavepoint(connection: PortConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to ${quote(name)}`));
  }

  async releaseSavepoint(connection: PortConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release ${quote(name)}`));
  }

  async releaseConnection(connection: PortConnection): Promise<void> {
    connection.lease.release();
  }

  async init(): Promise<void> {}

  /** The workers outlive Kysely: whoever opened the store closes them. */
  async destroy(): Promise<void> {}
}

class PortConnection implements DatabaseConnection {
  readonly lease: Lease;

  constructor(lease: Lease) {
    this.lease = lease;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { columns, rows, changes } = await this.lease.run(sql, parameters);
    if (columns.length === 0) return { rows: [], numAffectedRows: BigInt(changes) };
    return { rows: rows.map((values) => toRow<Row>(columns, values)) };
  }

  // biome-ignore lint/correctness/useYield: the port has no cursor, and a long read would pin the write-ahead log.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Rows are not streamed from SQLite: read short pages.');
  }
}

function toRow<Row>(columns: readonly string[], values: readonly unknown[]): Row {
  const row: Record<string, unknown> = {};
  for (let index = 0; index < columns.length; index++) row[columns[index] as string] = values[index];
  return row as Row;
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
