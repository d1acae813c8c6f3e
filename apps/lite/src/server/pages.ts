import { LIMITS } from '@parlor/protocol';
import { messagesOf } from './line.ts';
import { LONGEST_LINE } from './message.ts';
import type { RoomLog } from './room-log.ts';

/** A page of history: its messages as JSON, oldest first, and where it ends. */
export interface Page {
  /** The JSON array. */
  readonly messages: string;
  readonly more: boolean;
  /** The number of its last message. */
  readonly last: number;
}

/** First try: most pages are far smaller than the largest. */
const SMALL = 65_536;
const LARGE = LIMITS.pageBytes + LONGEST_LINE;

/** The newest `limit` messages before the number `before`. It ends early at 256 KiB, keeping the newest. */
export async function readPage(log: RoomLog, before: number, limit: number): Promise<Page> {
  const last = Math.min(before - 1, log.seq);
  if (last < 1 || limit === 0) return { messages: '[]', more: last >= 1, last: Math.max(last, 0) };
  const end = await log.offsetOf(last + 1);
  for (const size of [SMALL, LARGE]) {
    const { messages, isWhole } = await readBack(log, end, size);
    const chosen = newest(messages, limit);
    const isEnough = chosen.length === limit || chosen.length < messages.length || isWhole || size === LARGE;
    if (isEnough) return { messages: `[${chosen.join(',')}]`, more: last - chosen.length > 0, last };
  }
  throw new Error('unreachable: the largest size is always enough');
}

async function readBack(log: RoomLog, end: number, size: number) {
  const from = Math.max(log.start, end - size);
  const bytes = await log.read(from, end - from);
  const isWhole = from === log.start;
  // The first line of the bytes is the end of one that began before them.
  const begin = isWhole ? 0 : bytes.indexOf(0x0a) + 1;
  return { messages: messagesOf(bytes.subarray(begin)), isWhole };
}

function newest(messages: readonly Buffer[], limit: number): Buffer[] {
  let bytes = 0;
  let from = messages.length;
  while (from > 0 && messages.length - from < limit) {
    bytes += (messages[from - 1]?.length ?? 0) + 1;
    if (bytes > LIMITS.pageBytes && from < messages.length) break;
    from -= 1;
  }
  return messages.slice(from);
}
