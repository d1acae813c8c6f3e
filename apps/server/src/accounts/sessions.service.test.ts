import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertUser, openTestDatabase, type TestDatabase } from '../../../../e2e/support/database.ts';
import { SessionsRepository } from './sessions.repository.ts';
import { SESSION_MS, type SessionEnd, SessionsService } from './sessions.service.ts';
import { Tokens } from './tokens.ts';

let store: TestDatabase;
let sessions: SessionsService;
let userId: string;
const clock = { now: Date.now() };
const ended: [string, SessionEnd][] = [];
const device = { address: '::1', userAgent: 'test' };

beforeAll(async () => {
  store = await openTestDatabase();
  userId = (await insertUser(store.database, { handle: 'ada', name: 'Ada' })).id;
  const repository = new SessionsRepository(store.database);
  sessions = new SessionsService({ repository, tokens: new Tokens('x'.repeat(32)), now: () => clock.now });
  sessions.onEnded((id, code) => ended.push([id, code]));
});
afterAll(async () => {
  sessions.stopSweeping();
  await store.close();
});

test('a token says who asks', async () => {
  const { accessToken, sessionId } = await sessions.open(userId, device);
  const actor = await sessions.authenticate(accessToken);
  expect(actor).toMatchObject({
    userId,
    sessionId,
    role: 'user',
    author: { handle: 'ada', name: 'Ada', bot: false },
  });
  expect(await sessions.authenticate(accessToken)).toBe(actor);
});

test('a session that is ended is told, and refused at once, although it was remembered', async () => {
  const { accessToken, sessionId } = await sessions.open(userId, device);
  await sessions.authenticate(accessToken);
  await sessions.end([sessionId], 'suspended');
  expect(ended).toContainEqual([sessionId, 'suspended']);
  await expect(sessions.authenticate(accessToken)).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('a session that ends while it is looked up is not let in by what was read before', async () => {
  const opened = await Promise.all(Array.from({ length: 20 }, () => sessions.open(userId, device)));
  await Promise.all(
    opened.map(async ({ accessToken, sessionId }) => {
      const looking = sessions.authenticate(accessToken).catch(() => undefined);
      await sessions.end([sessionId], 'signed_out');
      await looking;
      await expect(sessions.authenticate(accessToken)).rejects.toMatchObject({ code: 'unauthenticated' });
    }),
  );
});

test('a change of the profile is seen at once', async () => {
  const { accessToken } = await sessions.open(userId, device);
  await sessions.authenticate(accessToken);
  await store.database.transact((transaction) =>
    transaction.updateTable('users').set({ name: 'Countess' }).where('id', '=', userId).execute(),
  );
  sessions.forget(userId);
  expect((await sessions.authenticate(accessToken)).author.name).toBe('Countess');
});

test('a session that nobody renews ends by itself, and is told within two seconds', async () => {
  const { sessionId, refreshToken } = await sessions.open(userId, device);
  sessions.startSweeping();
  clock.now += SESSION_MS + 1;
  await expect.poll(() => ended, { timeout: 5_000 }).toContainEqual([sessionId, 'signed_out']);
  await expect(sessions.refresh(refreshToken)).rejects.toMatchObject({ code: 'unauthenticated' });
});
