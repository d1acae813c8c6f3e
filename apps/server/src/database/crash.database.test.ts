import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  appendJob,
  insertRoom,
  insertUser,
  joinRoom,
  openTestDatabase,
  type TestDatabase,
} from '../../../../e2e/support/database.ts';

const APPENDER = fileURLToPath(new URL('../../../../e2e/support/append-forever.ts', import.meta.url));
const ROUNDS = 3;
const ACKNOWLEDGED = 300;

/** Lets another process append until it has acknowledged enough, kills it, and gives what it acknowledged. */
async function appendAndKill(store: TestDatabase, roomId: string, authorId: string): Promise<string[]> {
  const options = [store.dataDir, roomId, authorId, '20', ...(store.databaseUrl ? [store.databaseUrl] : [])];
  const child = spawn(process.execPath, [APPENDER, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const acknowledged: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    acknowledged.push(line);
    if (acknowledged.length === ACKNOWLEDGED) child.kill('SIGKILL');
  }
  await exited;
  return acknowledged;
}

test('kill -9 loses no acknowledged append and leaves no gap, round after round', async () => {
  const store = await openTestDatabase();
  const user = await insertUser(store.database);
  const room = await insertRoom(store.database);
  await joinRoom(store.database, room, user);
  const acknowledged: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await store.database.close();
    acknowledged.push(...(await appendAndKill(store, room.id, user.id)));
    await store.reopen();
  }
  const rows = await store.database.read
    .selectFrom('messages')
    .select(['seq', 'nth', 'client_id'])
    .where('room_id', '=', room.id)
    .orderBy('seq')
    .execute();
  const stored = new Set(rows.map(({ seq, nth, client_id }) => `${seq} ${nth} ${client_id}`));
  expect(acknowledged.filter((line) => !stored.has(line))).toStrictEqual([]);
  expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS * ACKNOWLEDGED);
  expect(rows.map(({ seq, nth }) => [seq, nth])).toStrictEqual(
    rows.map((_, index) => [index + 1, index + 1]),
  );
  const [, , clientId = ''] = acknowledged.at(-1)?.split(' ') ?? [];
  const again = await store.database.writer.append(appendJob(room, user, { clientId }));
  expect(again.status).toBe('duplicate');
  await store.close();
});
