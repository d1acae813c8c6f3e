import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Dialect } from '../load/dialect.ts';
import { bare, full, fullBySocketIo, lite, socketIo } from '../load/dialects.ts';
import { type Installation, PEOPLE } from './people.ts';
import { type RunningServer, startServer } from './process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Something that is measured: started anew for each run. */
export interface Subject {
  readonly name: string;
  start(options: StartOptions): Promise<Started>;
}

interface StartOptions {
  /** Rooms that are there from the start, `r0`, `r1` …; 0 for those of every installation. */
  readonly rooms: number;
  readonly installation: Installation;
  /** Flags for Node, for those who want to look closer. */
  readonly flags?: readonly string[];
  /** Where the data directory is made, instead of the system's folder for temporary files. */
  readonly parent?: string;
  /** A data directory that is there already, and stays. */
  readonly keep?: string;
}

/** A subject that runs. */
export interface Started extends RunningServer {
  readonly dialect: Dialect;
  readonly people: number;
}

const peer = (
  name: string,
  dialect: Dialect,
  command: (file: string) => string[],
  file: string,
): Subject => ({
  name,
  start: async ({ flags = [] }) => {
    const [program = '', ...args] = command(join(root, 'bench', 'peers', file));
    const isNode = program === process.execPath;
    const server = await startServer([program, ...(isNode ? flags : []), ...args], {});
    return { ...server, dialect, people: PEOPLE };
  },
});

const byNode = (file: string) => [process.execPath, file];
const parlorFull = (name: string, dialect: (tokens: string[]) => Dialect): Subject => ({
  name,
  start: async ({ rooms, installation, flags = [], parent, keep }) => {
    const names = Array.from({ length: rooms }, (_, index) => `r${index}`).join(',');
    const environment = {
      DATA_DIR: keep ?? (await installation.copy(parent)),
      HOST: '127.0.0.1',
      ROOMS: names,
      RATE_LIMITS: 'off',
      NODE_ENV: 'production',
    };
    const file = join(root, 'apps/server/dist/server.js');
    const server = await startServer([process.execPath, '--enable-source-maps', ...flags, file], environment);
    const stop = async () => {
      await server.stop();
      if (keep === undefined) await rm(environment.DATA_DIR, { recursive: true, force: true });
    };
    return { ...server, stop, dialect: dialect(installation.tokens()), people: PEOPLE };
  },
});

/** Everything that can be measured, by name. */
export const SUBJECTS = {
  full: parlorFull('Parlor full', full),
  fullio: parlorFull('Parlor full, Socket.IO clients', fullBySocketIo),
  lite: {
    name: 'Parlor lite',
    start: async ({ flags = [], parent = tmpdir() }) => {
      const folder = await mkdtemp(join(parent, 'parlor-bench-'));
      const command = [process.execPath, ...flags, join(root, 'apps/lite/server.js')];
      const server = await startServer(command, { DATA_DIR: folder, HOST: '127.0.0.1' });
      const stop = async () => {
        await server.stop();
        await rm(folder, { recursive: true, force: true });
      };
      return { ...server, stop, dialect: lite, people: PEOPLE };
    },
  } satisfies Subject as Subject,
  ws: peer('ws', bare('ws'), byNode, 'ws.mjs'),
  socketio: peer('Socket.IO', socketIo, byNode, 'socketio.mjs'),
  bun: peer('Bun', bare('Bun'), (file) => [bunProgram(), file], 'bun.mjs'),
} as const;

export type SubjectName = keyof typeof SUBJECTS;

/** Bun's program as npm brought it, without its install script. */
export function bunProgram(): string {
  const folder = join(root, 'bench', 'node_modules', '@oven');
  const found = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name, 'bin', 'bun')) : [];
  const program = found.find((file) => existsSync(file));
  if (program === undefined) throw new Error('bench/node_modules has no Bun for this platform');
  return program;
}
