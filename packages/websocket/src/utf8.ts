import { isUtf8 } from 'node:buffer';

/**
 * Where a text stands between two pieces of it: how many bytes its unfinished character still needs, and the
 * range of the next one, packed as `needed | low << 8 | high << 16`. Zero is a whole number of characters.
 */
export type Utf8State = number;

/** At a boundary between characters: where each text starts and must end. */
export const UTF8_COMPLETE: Utf8State = 0;
/** No continuation can make this text valid. */
export const UTF8_INVALID: Utf8State = -1;

/**
 * Checks the next piece of a text, and fails at the first byte that no continuation could repair.
 *
 * The bulk is checked by the platform; only the bytes at the seams between pieces are stepped through here, so
 * that a byte like 90 after F4 is refused before the character is complete (RFC 6455 8.1).
 */
export function checkUtf8(state: Utf8State, bytes: Uint8Array, start: number, end: number): Utf8State {
  let at = start;
  let current = state;
  while (at < end && current > 0) current = step(current, bytes[at++] as number);
  if (current === UTF8_INVALID || at === end) return current;

  const tail = startOfTail(bytes, at, end);
  if (tail > at && !isUtf8(bytes.subarray(at, tail))) return UTF8_INVALID;
  for (at = tail; at < end && current !== UTF8_INVALID; at++) current = step(current, bytes[at] as number);
  return current;
}

/** The start of a last character that does not end within `bytes[start..end)`, else `end`. */
function startOfTail(bytes: Uint8Array, start: number, end: number): number {
  const first = Math.max(start, end - 3);
  for (let at = end - 1; at >= first; at--) {
    const byte = bytes[at] as number;
    if (byte < 0x80) return end;
    if (byte >= 0xc0) return at + sequenceLength(byte) > end ? at : end;
  }
  return end;
}

function sequenceLength(lead: number): number {
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

function step(state: Utf8State, byte: number): Utf8State {
  if (state === UTF8_COMPLETE) return open(byte);
  const low = (state >> 8) & 0xff;
  const high = state >> 16;
  if (byte < low || byte > high) return UTF8_INVALID;
  const needed = (state & 0xff) - 1;
  return needed === 0 ? UTF8_COMPLETE : expect(needed, 0x80, 0xbf);
}

/** The first byte of a character decides how many follow, and narrows the second (RFC 3629 4). */
function open(byte: number): Utf8State {
  if (byte < 0x80) return UTF8_COMPLETE;
  if (byte < 0xc2) return UTF8_INVALID;
  if (byte < 0xe0) return expect(1, 0x80, 0xbf);
  if (byte === 0xe0) return expect(2, 0xa0, 0xbf);
  if (byte === 0xed) return expect(2, 0x80, 0x9f);
  if (byte < 0xf0) return expect(2, 0x80, 0xbf);
  if (byte === 0xf0) return expect(3, 0x90, 0xbf);
  if (byte < 0xf4) return expect(3, 0x80, 0xbf);
  return byte === 0xf4 ? expect(3, 0x80, 0x8f) : UTF8_INVALID;
}

function expect(needed: number, low: number, high: number): Utf8State {
  return needed | (low << 8) | (high << 16);
}
