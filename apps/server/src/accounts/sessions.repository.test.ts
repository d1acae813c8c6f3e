import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertUser, openTestDatabase, type TestDatabase } from '../../../../e2e/support/database.ts';
import { newId } from './new-id.ts';
import { type SessionRow, SessionsRepository } from './sessions.repository.ts';

let store: TestDatabase;
let sessions: SessionsRepository;
let userId: string;
beforeAll(async () => {
  store = await openTestDatabase();
  sessions = new SessionsRepository(store.database);
  userId = (await insertUser(store.database, { handle: 'ada' })).id;
});
afterAll(() => store.close());

async function begin(given: Partial<SessionRow> = {}): Promise<SessionRow> {
  const session = {
    ...{ id: newId(), user_id: userId, refresh_hash: 'first', previous_hash: null, rotated_at: 1 },
    ...{ user_agent: 'test', address: '::1', created_at: 1, last_used_at: 1, expires_at: 1_000 },
    ...given,
  };
  await sessions.insert(session);
  return session;
}

test('a session is kept, and found with its person', async () => {
  const session = await begin();
  expect(await sessions.find(session.id)).toMatchObject(session);
  expect(await sessions.findWithUser(session.id, userId)).toMatchObject({
    id: userId,
    handle: 'ada',
    expires_at: 1_000,
  });
  expect(await sessions.findWithUser(session.id, newId())).toBeUndefined();
  expect(await sessions.findWithUser(newId(), userId)).toBeUndefined();
});

test('one of those who rotate the same token does, and the last two are known', async () => {
  const { id } = await begin();
  const rotation = { id, from: 'first', to: 'second', at: 5, expiresAt: 2_000 };
  const outcomes = await Promise.all([sessions.rotate(rotation), sessions.rotate(rotation)]);
  expect(outcomes.sort()).toEqual([false, true]);
  expect(await sessions.find(id)).toMatchObject({
    refresh_hash: 'second',
    previous_hash: 'first',
    expires_at: 2_000,
  });
});

test('an ended session is gone, and ending it again does no harm', async () => {
  const { id } = await begin();
  expect(await sessions.delete([id, newId()])).toEqual([id]);
  expect(await sessions.delete([id])).toEqual([]);
  expect(await sessions.find(id)).toBeUndefined();
});

test('those of one person are listed, the last used first', async () => {
  const other = (await insertUser(store.database)).id;
  const [old, recent] = [
    await begin({ user_id: other, last_used_at: 2 }),
    await begin({ user_id: other, last_used_at: 9 }),
  ];
  expect((await sessions.listOf(other)).map(({ id }) => id)).toEqual([recent.id, old.id]);
});

test('those whose time is over are found', async () => {
  const over = await begin({ expires_at: 10 });
  const good = await begin({ expires_at: 11 });
  const found = await sessions.expired(10);
  expect(found).toContain(over.id);
  expect(found).not.toContain(good.id);
});
