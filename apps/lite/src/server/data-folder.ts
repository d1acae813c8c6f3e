import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the rooms are kept, held by this process alone. */
export interface DataFolder {
  readonly path: string;
  /** Changes when the folder is replaced. */
  readonly epoch: string;
  release(): void;
}

/** Makes the folder where it is missing, and keeps other servers out of it. */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = await realpath(folder);
  const lock = await hold(path);
  return { path, epoch: await epochOf(path), release: () => lock.close() };
}

async function epochOf(folder: string): Promise<string> {
  const path = join(folder, 'epoch');
  const known = await readFile(path, 'utf8').catch(() => '');
  if (known.trim() !== '') return known.trim();
  const epoch = randomUUID();
  const file = await open(`${path}.new`, 'w', 0o600);
  await file.writeFile(`${epoch}\n`);
  await file.sync();
  await file.close();
  await rename(`${path}.new`, path);
  return epoch;
}

/**
 * A socket that only one process can listen on. The system frees it with the process, however that ends, so a lock
 * that a kill left behind is told from one that is held: nobody answers there.
 */
async function hold(folder: string): Promise<Server> {
  const name = `parlor-lite-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
  try {
    return await listen(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || (await answers(path))) {
      throw new Error(`DATA_DIR: ${JSON.stringify(folder)} is in use by another server`);
    }
  }
  await unlink(path);
  return listen(path);
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(path, () => resolve(server.unref()));
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
  });
}
