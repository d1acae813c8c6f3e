/**
 * How fast the store acknowledges: `node --conditions=source bench/writer.ts [outstanding] [rooms] [seconds] [url]`.
 * So many appends are kept outstanding; each is given anew when it is acknowledged, that is, synced.
 * With a URL the store is the PostgreSQL database there, else SQLite in a temporary folder.
 */
import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../apps/server/src/database/database.ts';
import { openDatabase } from '../apps/server/src/database/open-database.ts';
import type { AppendJob } from '../apps/server/src/database/writer/writer.ts';

const [outstanding = 1_000, rooms = 1, seconds = 5] = process.argv.slice(2, 5).map(Number);
const databaseUrl = process.argv[5];
const AUTHORS = 10;
const BODY = 'x'.repeat(120);

const dataDir = await mkdtemp(join(tmpdir(), 'parlor-bench-'));
const database = await openDatabase({ dataDir, databaseUrl });
try {
  const messages = await prepare(database);
  await measure(database, messages, 1);
  report(await measure(database, messages, seconds));
} finally {
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
}

interface Measured {
  readonly delays: readonly number[];
  readonly elapsed: number;
  /** Microseconds of processor time, all threads together. */
  readonly cpu: number;
}

async function prepare(store: Database): Promise<AppendJob[]> {
  const roomIds = Array.from({ length: rooms }, () => randomUUID());
  const authorIds = Array.from({ length: AUTHORS }, () => randomUUID());
  await store.transact(async (transaction) => {
    for (const id of authorIds) {
      const user = { id, handle: id, name: id, hue: 1, created_at: 1 };
      await transaction.insertInto('users').values(user).execute();
    }
    for (const room_id of roomIds) {
      const head = { room_id, seq: 0, count: 0, access_version: 1 };
      await transaction.insertInto('room_heads').values(head).execute();
      const members = authorIds.map((user_id) => ({ room_id, user_id, joined_at: 1 }));
      await transaction.insertInto('memberships').values(members).execute();
    }
  });
  // Neighbours in the order go to different rooms: the hard case for a batch.
  return authorIds.flatMap((id) => roomIds.map((roomId) => message(roomId, id)));
}

function message(roomId: string, id: string): AppendJob {
  const author = { id, handle: id, name: id, hue: 1, bot: false };
  const empty = { clientId: '', replyTo: null, mentions: '[]', at: 0, accessVersion: 1, slowMode: 0 };
  return { roomId, author, kind: 'text', body: BODY, ...empty };
}

async function measure(store: Database, messages: readonly AppendJob[], duration: number): Promise<Measured> {
  const delays: number[] = [];
  const begun = performance.now();
  const end = begun + duration * 1_000;
  const cpu = process.cpuUsage();
  let given = 0;
  const keepOne = async () => {
    while (performance.now() < end) {
      const sample = messages[given++ % messages.length] as AppendJob;
      const sent = performance.now();
      await store.writer.append({ ...sample, clientId: randomUUIDv7(), at: Date.now() });
      delays.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: outstanding }, keepOne));
  const { user, system } = process.cpuUsage(cpu);
  return { delays, elapsed: performance.now() - begun, cpu: user + system };
}

function report({ delays, elapsed, cpu }: Measured): void {
  const sorted = delays.toSorted((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(2);
  const rate = Math.round((delays.length / elapsed) * 1_000);
  const each = (cpu / delays.length).toFixed(1);
  console.log(
    `${outstanding} outstanding, ${rooms} rooms: ${rate.toLocaleString('en')} acknowledged/s, ${each} µs each`,
  );
  console.log(`ms: p50 ${at(0.5)}  p90 ${at(0.9)}  p99 ${at(0.99)}  p99.9 ${at(0.999)}  max ${at(1)}`);
}
