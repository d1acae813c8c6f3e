import { type RawBuilder, sql } from 'kysely';

/** The two stores that a migration writes for. */
export type DialectName = 'sqlite' | 'postgres';

/** Text that both stores compare and sort by code point, whatever the locale of the server. */
export function text(dialect: DialectName): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`text` : sql`text collate "C"`;
}

/** A whole number up to 2^53: both stores give it back as a JavaScript number. */
export function integer(dialect: DialectName): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`integer` : sql`bigint`;
}

/** SQLite keeps a table inside its primary key: rows of a room lie side by side and there is one tree less to write. */
export function clustered(dialect: DialectName): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`without rowid` : sql``;
}
