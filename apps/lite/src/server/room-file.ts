import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from './disk.ts';
import type { KeptPassword } from './password.ts';

/** A log's first line. */
export interface Header {
  readonly room: string;
  readonly password: KeptPassword | null;
  readonly madeAt: string;
}

/** Longest header line: a name of escapes, and the rest. */
const LONGEST_HEADER = 4_096;

/** The ending of every log's file name. */
export const LOG_ENDING = '.ndjson';

/**
 * Where a room's log is. The name decides nothing about the path but a few plain letters to find it by: a room called
 * `../x`, `CON` or `A` beside `a` on a disk that ignores case is as good as any other.
 */
export function logPath(folder: string, room: string): string {
  const plain = room
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 32);
  const hash = createHash('sha256').update(room).digest('hex').slice(0, 32);
  return join(folder, `${plain}.${hash}${LOG_ENDING}`);
}

/** Makes a room's log, synced with its name in the folder. */
export async function createLog(path: string, header: Header): Promise<number> {
  const line = Buffer.from(`${JSON.stringify(header)}\n`);
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(line);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(dirname(path));
  return line.length;
}

/** Reads a log's header; undefined when its very first line is not whole, so that nobody was ever let in. */
export async function readHeader(file: FileHandle): Promise<{ header: Header; length: number } | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_HEADER), 0, LONGEST_HEADER, 0);
  const end = buffer.subarray(0, bytesRead).indexOf(0x0a);
  if (end < 0) return undefined;
  try {
    return { header: JSON.parse(buffer.toString('utf8', 0, end)) as Header, length: end + 1 };
  } catch {
    return undefined;
  }
}
