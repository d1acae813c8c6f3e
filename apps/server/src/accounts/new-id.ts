import { randomUUIDv7 } from 'node:crypto';

/** An id of ours: UUIDv7, so that ids sort by the time of their making. */
export function newId(): string {
  return randomUUIDv7();
}
