import { constants } from 'node:buffer';
import type { WebSocketOptions } from './websocket.ts';

/** The limits of a connection, all given. */
export interface Limits {
  readonly maxMessageBytes: number;
  readonly maxBufferedBytes: number;
  readonly closeTimeoutMs: number;
}

const DEFAULTS: Limits = { maxMessageBytes: 1_048_576, maxBufferedBytes: 16_777_216, closeTimeoutMs: 5_000 };

/** Fills in what was not chosen. Throws RangeError for what cannot be kept. */
export function limitsOf(options: WebSocketOptions): Limits {
  return {
    // A text message becomes a string, so its longest is the longest string; it also keeps lengths below 2^32.
    maxMessageBytes: within('maxMessageBytes', options.maxMessageBytes, constants.MAX_STRING_LENGTH),
    maxBufferedBytes: within('maxBufferedBytes', options.maxBufferedBytes, Number.MAX_SAFE_INTEGER),
    closeTimeoutMs: within('closeTimeoutMs', options.closeTimeoutMs, 2 ** 31 - 1),
  };
}

function within(name: keyof Limits, value: number | undefined, most: number): number {
  if (value === undefined) return DEFAULTS[name];
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new RangeError(`${name} must be a whole number from 1 to ${most}.`);
}
