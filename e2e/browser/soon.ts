import { until } from '../support/bounded.ts';

/** A browser shares the machine with a server and a test runner: what must come may take its time, in milliseconds. */
const PATIENCE = 25_000;

/** As `until`, with a browser's patience. */
export function soon<T>(
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
): Promise<T> {
  return until(ask, what, PATIENCE);
}
