import { type SelectQueryBuilder, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { type Cursor, decodeCursor, encodeCursor } from './cursor.ts';

/** Items of a page when nothing else is asked. */
const USUAL = 50;

/** Which page of a list is asked for. */
export interface Keyset {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** A page as the API tells it. */
export interface KeysetPage<Row> {
  readonly items: Row[];
  readonly page: { readonly next: string | null; readonly prev: string | null; readonly hasMore: boolean };
}

/** One thing the list is sorted by; together they are unique. */
export interface SortKey<Row> {
  /** A column, or an SQL expression of ours: never text from outside. */
  readonly column: string;
  readonly order: 'asc' | 'desc';
  readonly of: (row: Row) => string | number;
}

/**
 * One page of a query, by the values of its last row: stable while rows come and go, and as quick on the
 * thousandth page as on the first.
 * @throws Problem `invalid_input` for a cursor that is none
 */
export async function pageByKeyset<Tables extends keyof Schema, Row>(
  query: SelectQueryBuilder<Schema, Tables, Row>,
  { limit = USUAL, cursor }: Keyset,
  keys: readonly SortKey<Row>[],
): Promise<KeysetPage<Row>> {
  const from = cursor === undefined ? undefined : decodeCursor(cursor, keys.length);
  const backwards = from?.way === 'prev';
  let paged = query.limit(limit + 1);
  for (const { column, order } of keys) {
    paged = paged.orderBy(sql.raw(column), backwards === (order === 'asc') ? 'desc' : 'asc');
  }
  if (from) paged = paged.where(beyond(from, keys));
  const rows = await paged.execute();
  const more = rows.length > limit;
  const items = backwards ? rows.slice(0, limit).reverse() : rows.slice(0, limit);
  return { items, page: neighbours(items, keys, { backwards, more, inside: from !== undefined }) };
}

/** Rows beyond the cursor: greater in the first key, or equal in it and greater in the next, and so on. */
function beyond<Row>({ way, values }: Cursor, keys: readonly SortKey<Row>[]) {
  const compare = (index: number, operator: '=' | '<' | '>') =>
    sql`${sql.raw(keys[index]?.column ?? '')} ${sql.raw(operator)} ${values[index]}`;
  const alternatives = keys.map(({ order }, index) => {
    const equal = Array.from({ length: index }, (_, before) => compare(before, '='));
    const further = compare(index, (order === 'asc') === (way === 'next') ? '>' : '<');
    return sql`(${sql.join([...equal, further], sql` and `)})`;
  });
  return sql<boolean>`(${sql.join(alternatives, sql` or `)})`;
}

function neighbours<Row>(
  items: readonly Row[],
  keys: readonly SortKey<Row>[],
  { backwards, more, inside }: { backwards: boolean; more: boolean; inside: boolean },
): KeysetPage<Row>['page'] {
  const cursorOf = (row: Row | undefined, way: Cursor['way']) =>
    row === undefined ? null : encodeCursor({ way, values: keys.map((key) => key.of(row)) });
  const hasNext = backwards || more;
  const hasPrev = backwards ? more : inside;
  return {
    next: hasNext ? cursorOf(items.at(-1), 'next') : null,
    prev: hasPrev ? cursorOf(items[0], 'prev') : null,
    hasMore: hasNext,
  };
}
