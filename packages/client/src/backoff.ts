import type { Clock } from './clock.ts';

/** The first delay a reconnect may reach, in milliseconds. */
const FIRST = 500;
/** The longest delay a reconnect may reach, in milliseconds. */
const LONGEST = 20_000;
/** How long a message that was not taken waits for its next try, in milliseconds. */
const RETRIES = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;

/**
 * How long to wait before reconnecting for the `attempt`-th time in a row (0, 1, 2 …), in milliseconds.
 * Full jitter: anything up to a bound that doubles from 0.5 s to 20 s, so that a thousand clients
 * cut off together do not come back together.
 */
export function reconnectDelay(attempt: number, clock: Pick<Clock, 'random'>): number {
  return Math.round(clock.random() * Math.min(LONGEST, FIRST * 2 ** attempt));
}

/**
 * How long to wait before sending a message again that failed `failures` times in a row, in milliseconds.
 * 1, 2, 4, 8, 15, then 30 s, with jitter downwards by half; a server's `retryAfter` (seconds) wins.
 */
export function retryDelay(
  failures: number,
  clock: Pick<Clock, 'random'>,
  retryAfter: number | undefined,
): number {
  if (retryAfter !== undefined) return Math.ceil(retryAfter * 1_000);
  const bound = RETRIES[Math.min(failures, RETRIES.length) - 1] ?? RETRIES[0];
  return Math.round(bound * (0.5 + clock.random() / 2));
}
