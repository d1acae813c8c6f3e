import { randomUUIDv7 } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tokens } from '../../apps/server/dist/accounts/tokens.js';
import { readSecretKey } from '../../apps/server/dist/config/data-directory.js';
import { openDatabase } from '../../apps/server/dist/database/open-database.js';

/** Two a room in the shape with the most rooms. */
export const PEOPLE = 2_000;
const SESSION_MS = 86_400_000;
const A_STATEMENT = 100;

/** A data directory with people in it, and who they are. */
export interface Installation {
  readonly sessions: readonly { readonly sub: string; readonly sid: string }[];
  /** Access tokens, made anew: they are good for a quarter of an hour. */
  tokens(): string[];
  /** A copy of the data directory, for one run. */
  copy(parent?: string): Promise<string>;
  remove(): Promise<void>;
}

/** Makes an installation with signed-in people, who were never asked for a password: bcrypt would take ten minutes. */
export async function makeInstallation(people = PEOPLE): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-bench-'));
  const { secretKey } = readSecretKey(folder, undefined);
  const sessions = Array.from({ length: people }, () => ({ sub: randomUUIDv7(), sid: randomUUIDv7() }));
  if (people > 0) await insert(folder, sessions);
  const tokens = new Tokens(secretKey);
  const copies: string[] = [];
  return {
    sessions,
    tokens: () => sessions.map((claims) => tokens.access(claims)),
    copy: async (parent = tmpdir()) => {
      const copy = await mkdtemp(join(parent, 'parlor-bench-'));
      copies.push(copy);
      await cp(folder, copy, { recursive: true });
      return copy;
    },
    remove: async () => {
      for (const one of [folder, ...copies]) await rm(one, { recursive: true, force: true });
    },
  };
}

async function insert(dataDir: string, sessions: Installation['sessions']): Promise<void> {
  const database = await openDatabase({ dataDir, databaseUrl: undefined });
  const now = Date.now();
  for (let from = 0; from < sessions.length; from += A_STATEMENT) {
    const some = sessions.slice(from, from + A_STATEMENT);
    const users = some.map(({ sub }, index) => {
      const handle = `person${from + index}`;
      return { id: sub, handle, name: handle, hue: index, created_at: now };
    });
    const rows = some.map(({ sub, sid }) => ({
      id: sid,
      user_id: sub,
      refresh_hash: sid,
      previous_hash: null,
      rotated_at: now,
      user_agent: 'bench',
      address: '127.0.0.1',
      created_at: now,
      last_used_at: now,
      expires_at: now + SESSION_MS,
    }));
    await database.transact(async (transaction) => {
      await transaction.insertInto('users').values(users).execute();
      await transaction.insertInto('sessions').values(rows).execute();
    });
  }
  await database.close();
}
