import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Rows } from './protocol.ts';

/** Statements kept prepared; the one that was used longest ago goes first. */
const KEPT = 200;

interface Prepared {
  readonly statement: StatementSync;
  readonly columns: readonly string[];
}

/** Runs SQL given as text, and keeps what it prepared for it. */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #kept = new Map<string, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  run(sql: string, parameters: readonly unknown[]): Rows {
    const { statement, columns } = this.#prepared(sql);
    const bound = parameters.map(bind);
    if (columns.length === 0) {
      return { columns, rows: [], changes: Number(statement.run(...bound).changes) };
    }
    return { columns, rows: statement.all(...bound) as unknown as unknown[][], changes: 0 };
  }

  #prepared(sql: string): Prepared {
    const kept = this.#kept.get(sql);
    if (kept) this.#kept.delete(sql);
    const prepared = kept ?? this.#prepare(sql);
    // A change of the tables would leave stale column names behind: only what reads and writes rows is kept.
    if (/^\s*(select|with|insert|update|delete)\b/i.test(sql)) this.#kept.set(sql, prepared);
    if (this.#kept.size > KEPT) this.#forgetOldest();
    return prepared;
  }

  #prepare(sql: string): Prepared {
    const statement = this.#database.prepare(sql);
    const columns = statement.columns().map((column) => column.name);
    if (columns.length > 0) statement.setReturnArrays(true);
    return { statement, columns };
  }

  #forgetOldest(): void {
    for (const sql of this.#kept.keys()) {
      this.#kept.delete(sql);
      return;
    }
  }
}

/** Kysely hands over what its caller gave: SQLite knows no booleans and no undefined. */
function bind(value: unknown): SQLInputValue {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value as SQLInputValue;
}
