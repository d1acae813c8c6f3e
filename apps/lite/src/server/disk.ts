import { fdatasync, read, write, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** A failed sync: nobody knows what is on the disk, so the process must end (and will read it again). */
export class SyncFailed extends Error {}

/** Up to here a write into the system's cache costs less than the way to another thread and back. */
const SMALL = 65_536;

/**
 * Writes all of the bytes, at the file's end when it was opened for appending. Only the sync waits for the disk, and
 * that is never done on the loop.
 */
export async function writeAll(fd: number, bytes: Buffer, position: number | null = null): Promise<void> {
  const written = bytes.length <= SMALL ? writeSync(fd, bytes, 0, bytes.length, position) : 0;
  if (written < bytes.length) await writeRest(fd, bytes, { written, position });
}

/** Waits until the file's bytes outlast a power cut. @throws SyncFailed */
export function sync(fd: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    fdatasync(fd, (cause) => (cause ? reject(new SyncFailed(`${path}: not synced`, { cause })) : resolve()));
  });
}

/** Makes the names in a folder outlast a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows has no such thing, and needs none.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Reads into the target; answers how many bytes there were. */
export function readAt(fd: number, target: Buffer, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, target, 0, target.length, position, (error, count) => (error ? reject(error) : resolve(count)));
  });
}

function writeRest(
  fd: number,
  bytes: Buffer,
  { written, position }: { written: number; position: number | null },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (from: number) => {
      const at = position === null ? null : position + from;
      write(fd, bytes, from, bytes.length - from, at, (error, count) => {
        if (error) return reject(error);
        if (from + count === bytes.length) return resolve();
        next(from + count);
      });
    };
    next(written);
  });
}
