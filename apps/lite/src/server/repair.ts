import { constants } from 'node:fs';
import { copyFile, type FileHandle } from 'node:fs/promises';
import type { Message } from '@parlor/protocol';
import { eachLine } from './line.ts';
import { Once } from './once.ts';
import { lineIn } from './room-log.ts';

const CHUNK = 262_144;
/** How far before the end the reading begins: as long as 10,000 lines of the longest would be, in the worst case. */
const REMEMBERED = 10_000;

/** What the end of a log says. */
export interface LogTail {
  /** Where the last whole line ends. */
  readonly end: number;
  readonly seq: number;
  readonly once: Once;
  /** What was wrong and is cut off, for the operator. */
  readonly repaired: string | undefined;
}

interface StoredLine {
  readonly seq: number;
  readonly data: Message;
  readonly client: string;
}

/**
 * Reads the last 10,000 lines of a log for "once", and cuts off what a crash left behind them.
 *
 * Whatever was acknowledged is synced, so a torn line was never acknowledged. Should whole lines follow a broken one,
 * the disk is to blame: then the file is kept as it is beside the repaired one.
 */
export async function readTail(file: FileHandle, path: string, start: number): Promise<LogTail> {
  const { size } = await file.stat();
  const once = new Once();
  let at = await beginOfTail(file, start, size);
  let seq = 0;
  for await (const { line, length } of linesFrom(file, at, size)) {
    const stored = parse(line);
    const expected = seq === 0 ? stored?.seq : seq + 1;
    if (stored === undefined || stored.seq !== expected || (at === start && stored.seq !== 1)) break;
    seq = stored.seq;
    at += length;
    if (stored.data.clientId !== null) once.add(stored.client, stored.data.clientId, seq);
  }
  return { end: at, seq, once, repaired: at < size ? await cut(file, path, at, size) : undefined };
}

/** Where the line begins that is 10,000 before the last, by halving; the log's start when that is nearer or unclear. */
async function beginOfTail(file: FileHandle, start: number, size: number): Promise<number> {
  const last = await lastSeq(file, start, size);
  if (last === undefined || last <= REMEMBERED) return start;
  let low = start;
  let high = size;
  while (high - low > CHUNK) {
    const middle = Math.floor((low + high) / 2);
    const found = lineIn(await readAt(file, middle, CHUNK), false);
    if (found === undefined || found.seq > last - REMEMBERED) high = middle;
    else low = middle + found.at;
  }
  return low;
}

async function lastSeq(file: FileHandle, start: number, size: number): Promise<number | undefined> {
  for (let from = size - CHUNK; from > start - CHUNK; from -= CHUNK) {
    const begin = Math.max(start, from);
    const bytes = await readAt(file, begin, CHUNK * 2);
    const spans = [...eachLine(bytes)];
    // The first line of the bytes may be the end of a longer one.
    const whole = begin === start ? spans : spans.slice(1);
    const last = whole
      .map(([low, high]) => parse(bytes.subarray(low, high)))
      .findLast((line) => line !== undefined);
    if (last !== undefined) return last.seq;
  }
  return undefined;
}

async function* linesFrom(file: FileHandle, from: number, size: number) {
  let rest = Buffer.alloc(0);
  for (let at = from; at < size; ) {
    const bytes = Buffer.concat([rest, await readAt(file, at, CHUNK)]);
    if (bytes.length === rest.length) return;
    at += bytes.length - rest.length;
    let used = 0;
    for (const [start, end] of eachLine(bytes)) {
      yield { line: bytes.subarray(start, end), length: end + 1 - start };
      used = end + 1;
    }
    rest = Buffer.from(bytes.subarray(used));
  }
}

function parse(line: Buffer): StoredLine | undefined {
  try {
    const stored = JSON.parse(line.toString()) as StoredLine;
    return Number.isSafeInteger(stored.seq) && typeof stored.client === 'string' && stored.data
      ? stored
      : undefined;
  } catch {
    return undefined;
  }
}

async function cut(file: FileHandle, path: string, end: number, size: number): Promise<string> {
  const torn = await readAt(file, end, Math.min(size - end, CHUNK));
  const isOneTornLine = size - end <= CHUNK && !torn.subarray(0, -1).includes(0x0a);
  if (!isOneTornLine) await copyFile(path, `${path}.damaged-${Date.now()}`, constants.COPYFILE_EXCL);
  await file.truncate(end);
  await file.sync();
  const what = isOneTornLine ? 'a torn last line' : 'a damaged end (the whole file is kept beside it)';
  return `${path}: cut off ${what}, ${size - end} bytes that were never acknowledged`;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
