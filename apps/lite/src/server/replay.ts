import { encodeReplay } from './line.ts';
import { LONGEST_LINE } from './message.ts';
import type { Room } from './room.ts';

/** Whom a room's history is streamed to. */
export interface Reader {
  /** Writes frames of the replay; resolves when there is room for more, with false when it takes nothing any more. */
  push(frames: Buffer): Promise<boolean>;
  /** Everything up to `seq` has been sent: says so, and joins the room's listeners in the same turn. */
  goLive(seq: number): void;
  /** Whether this replay is still wanted. */
  readonly isWanted: boolean;
}

const CHUNK = 65_536;

/**
 * Streams what is after `after` from the room's log in chunks, waiting for the reader between them, so that a long
 * history costs a chunk of memory. Then goes live in the very turn in which nothing is missing.
 */
export async function replay(room: Room, after: number, until: number, reader: Reader): Promise<void> {
  let seq = after;
  let at = await room.log.offsetOf(after + 1);
  while (reader.isWanted) {
    // What the reply told of is replayed; what came since may be given as live.
    if (seq >= until && room.audience.covers(seq)) return reader.goLive(seq);
    const lines = await readLines(room, at);
    if (!reader.isWanted) return;
    const { frames, count } = encodeReplay(lines);
    at += lines.length;
    seq += count;
    if (count > 0 && !(await reader.push(frames))) return;
  }
}

async function readLines(room: Room, at: number): Promise<Buffer> {
  for (const size of [CHUNK, LONGEST_LINE]) {
    const bytes = await room.log.read(at, size);
    const lines = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    if (lines.length > 0 || bytes.length < size) return lines;
  }
  throw new Error(`${room.log.path}: a line longer than ${LONGEST_LINE} bytes at byte ${at}`);
}
