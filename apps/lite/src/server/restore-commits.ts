import { open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { COMMIT_LOG, groupsOf, type Piece } from './commit-log.ts';
import { syncFolder } from './disk.ts';

/**
 * Writes what a commit log holds into the rooms' logs, after a crash: they may have lost it. What stands there already
 * is written over with the same bytes. Answers what was done, for the operator.
 */
export async function restoreCommits(folder: string): Promise<string | undefined> {
  const path = join(folder, COMMIT_LOG);
  const file = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  const byLog = new Map<string, Piece[]>();
  for (const piece of [...groupsOf(file)].flat()) {
    byLog.set(piece.path, [...(byLog.get(piece.path) ?? []), piece]);
  }
  for (const [log, pieces] of byLog) await restore(join(folder, log), pieces);
  await unlink(path);
  await syncFolder(folder);
  return `${path}: read after a crash, ${byLog.size} rooms are whole`;
}

async function restore(path: string, pieces: readonly Piece[]): Promise<void> {
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    // Somebody has removed the room since.
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return;
  try {
    for (const { at, bytes } of pieces) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, at - 1);
      // A log that is shorter, or has no line's end there, is another one than that which was written.
      if (bytesRead === 0 || buffer[0] !== 0x0a) return;
      await file.write(bytes, 0, bytes.length, at);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
