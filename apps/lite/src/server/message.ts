import { LIMITS } from '@parlor/protocol';

/** What a new message says, and who says it. */
export interface Words {
  readonly body: string;
  readonly clientId: string;
  readonly replyTo: number | undefined;
}

let lastTime = 0;
let lastText = '';

/** Now, as RFC 3339. Many messages share a millisecond, so the last text is kept. */
export function timestamp(): string {
  const now = Date.now();
  if (now !== lastTime) {
    lastTime = now;
    lastText = new Date(now).toISOString();
  }
  return lastText;
}

/**
 * The event that tells a new message, without its closing brace.
 * @param start What all events of the room begin with, see `eventStart`.
 * @param author The author's JSON.
 */
export function encodeMessage(start: string, seq: number, author: string, words: Words): string {
  const at = timestamp();
  // One change a message on the lite server: its place, its number and its version are the same.
  return (
    `${start}${seq},"at":"${at}","data":{"seq":${seq},"nth":${seq},"version":${seq},"kind":"text","author":${author}` +
    `,"body":${JSON.stringify(words.body)},"at":"${at}","editedAt":null,"deletedAt":null,"deletedBy":null` +
    `,"replyTo":${words.replyTo ?? 'null'},"clientId":${JSON.stringify(words.clientId)}` +
    ',"pinned":false,"mentions":[],"files":[],"previews":[],"reactions":[]}'
  );
}

/** What every message event of a room begins with, up to its number. */
export function eventStart(room: string): string {
  return `{"type":"message.created","room":${JSON.stringify(room)},"seq":`;
}

/** The longest line there can be: a body of escapes, a room name of them, and the rest. */
export const LONGEST_LINE = (LIMITS.body + LIMITS.room + LIMITS.id * 4) * 6 + 2_048;
