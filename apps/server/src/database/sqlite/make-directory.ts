import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What people write is for the server's own account. */
const OWNER_ONLY = 0o700;

/**
 * Makes a directory and those above it. Not by `mkdir`'s own `recursive`, which never comes back where the system
 * answers "no such directory" for good, as under /proc.
 */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, OWNER_ONLY);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (await isDirectory(path)) return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeDirectory(dirname(path));
    await mkdir(path, OWNER_ONLY);
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
