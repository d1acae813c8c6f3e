/**
 * The mark in each message's body: `##`, five digits for the sender, nine for its count.
 * No `@`: a message that mentions somebody is more work for Parlor, and not what is measured.
 * Both begin at a number of full width, so that every message of a sender has the same length.
 */
export const FIRST_SENDER = 10_000;
export const FIRST_COUNT = 100_000_000;
const COUNT_DIGITS = 9;
const MARK = Buffer.from('##');
const BODY_BYTES = 120;
const ZERO = 48;
const HASH = 35;

/** The body of a sender's first message. */
export function firstBody(sender: number): string {
  return `##${sender}${FIRST_COUNT}`.padEnd(BODY_BYTES, ' and so on');
}

/** Where the mark stands in a payload, or -1: then it is no message of ours. */
export function findMark(bytes: Buffer, from: number, end: number, hint: number): number {
  const likely = from + hint;
  if (likely + 16 <= end && bytes[likely] === HASH && bytes[likely + 1] === HASH) return likely;
  const found = bytes.indexOf(MARK, from);
  return found < 0 || found >= end ? -1 : found;
}

/** The sender that a mark names. */
export function senderAt(bytes: Buffer, mark: number): number {
  return digits(bytes, mark + 2, mark + 7);
}

/** The count that a mark names. */
export function countAt(bytes: Buffer, mark: number): number {
  return digits(bytes, mark + 7, mark + 7 + COUNT_DIGITS);
}

/** The number written from `at` up to the first byte that is no digit. */
export function numberAt(bytes: Buffer, at: number): number {
  let value = 0;
  for (let next = at; ; next += 1) {
    const digit = (bytes[next] as number) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return value;
    value = value * 10 + digit;
  }
}

function digits(bytes: Buffer, from: number, end: number): number {
  let value = 0;
  for (let at = from; at < end; at += 1) value = value * 10 + ((bytes[at] as number) - ZERO);
  return value;
}

/** Writes a count over the nine masked digits that stand at `at`. */
export function writeCount(frame: Buffer, at: number, count: number, key: Buffer, keyFrom: number): void {
  let rest = count;
  for (let place = COUNT_DIGITS - 1; place >= 0; place -= 1) {
    frame[at + place] = (ZERO + (rest % 10)) ^ (key[(keyFrom + place) & 3] as number);
    rest = Math.floor(rest / 10);
  }
}
