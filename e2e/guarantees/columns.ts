import { PERSONS } from './world.ts';

/** A row of a table: what each person gets, in the order of `PERSONS`. */
export interface Row {
  readonly gets: readonly string[];
  readonly body?: object;
  /** What stands in the path beside the scene's room, message and person. */
  readonly query?: string;
  readonly path?: Readonly<Record<string, string>>;
}

/** A row as it is written: the cells with space between them. */
export function row(cells: string, more: Omit<Row, 'gets'> = {}): Row {
  return { gets: cells.trim().split(/\s+/), ...more };
}

/** What is wrong with a row beside what was seen; `undefined` when nothing is. */
export function difference(expected: Row | undefined, seen: readonly string[]): string | undefined {
  const line = `'${seen.join(' ')}'`;
  if (expected === undefined) return `there is no row: write one, if this is right: ${line}`;
  if (expected.gets.length !== PERSONS.length) return `has ${expected.gets.length} cells: seen ${line}`;
  const wrong = PERSONS.filter((_, index) => expected.gets[index] !== seen[index]);
  return wrong.length === 0 ? undefined : `is not as expected for ${wrong.join(', ')}: seen ${line}`;
}
