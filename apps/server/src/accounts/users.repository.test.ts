import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../../e2e/support/database.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import { newId } from './new-id.ts';
import { SettingsRepository } from './settings.repository.ts';
import { type NewUser, UsersRepository } from './users.repository.ts';

let store: TestDatabase;
let users: UsersRepository;
beforeAll(async () => {
  store = await openTestDatabase();
  users = new UsersRepository(store.database);
  const rooms = new RoomsRepository(store.database);
  for (const slug of ['general', 'random']) {
    const room = { id: newId(), slug, name: slug, topic: null, kind: 'room', access: 'open' } as const;
    await rooms.insert({ ...room, password_hash: null, created_by: null, created_at: 1 });
  }
});
afterAll(() => store.close());

let made = 0;
const person = (given: Partial<NewUser> = {}): NewUser => {
  const id = newId();
  return {
    ...{ id, handle: `person-${made++}`, name: 'Somebody', hue: 1, email: null },
    ...{ password_hash: 'x', role: 'user', created_at: 1 },
    ...given,
  };
};

describe('the accounts', () => {
  test('keep a new one, which belongs to the rooms it is given', async () => {
    const ada = person({ handle: 'ada', email: 'ada@example.com' });
    expect(await users.insert(ada, { rooms: ['general', 'random', 'no-such-room'] })).toBe('inserted');
    expect(await users.findById(ada.id)).toMatchObject({ ...ada, bio: '', bot: 0, state: 'active' });
    expect(await users.findByHandle('ada', 1)).toMatchObject({ id: ada.id });
    const memberships = store.database.read.selectFrom('memberships').selectAll();
    expect(await memberships.where('user_id', '=', ada.id).execute()).toHaveLength(2);
  });

  test('refuse a handle that is taken, and keep nothing of the refused one', async () => {
    await users.insert(person({ handle: 'taken' }), { rooms: [] });
    const second = person({ handle: 'taken' });
    expect(await users.insert(second, { rooms: ['general'] })).toBe('taken');
    expect(await users.findById(second.id)).toBeUndefined();
    const memberships = store.database.read.selectFrom('memberships').selectAll();
    expect(await memberships.where('user_id', '=', second.id).execute()).toEqual([]);
  });

  test('find by address the oldest that has it', async () => {
    const first = person({ email: 'shared@example.com', created_at: 5 });
    await users.insert(person({ email: 'shared@example.com', created_at: 9 }), { rooms: [] });
    await users.insert(first, { rooms: [] });
    expect(await users.findByEmail('shared@example.com')).toMatchObject({ id: first.id });
    expect(await users.findByEmail('%')).toBeUndefined();
  });

  test('show the active ones only', async () => {
    const gone = person({ handle: 'gone' });
    await users.insert(gone, { rooms: [] });
    await store.database.transact((transaction) =>
      transaction.updateTable('users').set({ state: 'suspended' }).where('id', '=', gone.id).execute(),
    );
    const { items } = await users.list({ limit: 200 });
    expect(items.map((row) => row.handle)).not.toContain('gone');
    expect(Object.keys(items[0] ?? {})).not.toContain('password_hash');
  });

  test('change what is given and leave the rest', async () => {
    const kim = person({ name: 'Kim' });
    await users.insert(kim, { rooms: [] });
    expect(await users.update(kim.id, { hue: 300, bio: 'Hi' }, 1)).toBe('changed');
    expect(await users.findById(kim.id)).toMatchObject({ name: 'Kim', hue: 300, bio: 'Hi' });
  });
});

describe('the set-up', () => {
  test('makes one admin, whoever races, and names the server', async () => {
    const first = person({ handle: 'taken' });
    expect(await users.setUp(first, ['general'], 'Lobby')).toBe('taken');
    const settings = new SettingsRepository(store.database);
    expect(await settings.get('setup_done')).toBeUndefined();
    const admins = [person({ role: 'admin' }), person({ role: 'admin' }), person({ role: 'admin' })];
    const outcomes = await Promise.all(admins.map((admin) => users.setUp(admin, ['general'], 'Lobby')));
    expect(outcomes.sort()).toEqual(['done', 'done', 'inserted']);
    expect(await settings.get('server_name')).toBe('Lobby');
    const stored = store.database.read.selectFrom('users').select('id').where('role', '=', 'admin');
    expect(await stored.execute()).toHaveLength(1);
  });
});
