import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  appendJob,
  insertRoom,
  insertUser,
  joinRoom,
  openTestDatabase,
  type TestDatabase,
} from '../../../../e2e/support/database.ts';
import type { UserRow } from '../accounts/users.repository.ts';
import { AuditRepository, appendAudit } from './audit.repository.ts';
import { findBreak } from './audit.ts';
import { type AccountChanges, AdminUsersRepository } from './users.repository.ts';

let store: TestDatabase;
let audit: AuditRepository;
beforeAll(async () => {
  store = await openTestDatabase();
  audit = new AuditRepository(store.database);
});
afterAll(() => store.close());

const entry = (action: string) => ({ at: 5, actor: { id: 'a', handle: 'admin' }, action });
const change = (id: string, changes: AccountChanges, from: UserRow['state'][] = ['active']) =>
  new AdminUsersRepository(store.database).change({ id, changes, from, audit: entry('user.updated') });

test('check 40: the audit is one chain, whoever writes at once, and shows where it was changed', async () => {
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      store.database.transact((transaction) => appendAudit(transaction, entry(`test.${index}`))),
    ),
  );
  const rows = await audit.after(0, 100);
  expect(rows).toHaveLength(20);
  expect(findBreak(rows)).toBeUndefined();
  const forged = rows.map((row) => (row.seq === 7 ? { ...row, actor_id: 'b' } : row));
  expect(findBreak(forged)).toBe(7);
  expect(findBreak(rows.filter((row) => row.seq !== 7))).toBe(8);
  expect(findBreak(rows.slice(1))).toBe(2);
});

test('check 40: the store itself lets no entry be changed or taken away', async () => {
  const update = store.database.transact((transaction) =>
    transaction.updateTable('audit_log').set({ actor_id: 'b' }).execute(),
  );
  await expect(update).rejects.toThrow('append-only');
  const remove = store.database.transact((transaction) => transaction.deleteFrom('audit_log').execute());
  await expect(remove).rejects.toThrow('append-only');
  expect(await audit.after(0, 100)).toHaveLength(20);
});

test('an action that does not happen has no entry', async () => {
  const before = (await audit.after(0, 100)).length;
  const failing = store.database.transact(async (transaction) => {
    await appendAudit(transaction, entry('test.failing'));
    await sql`select no_such_column`.execute(transaction);
  });
  await expect(failing).rejects.toThrow();
  expect(await audit.after(0, 100)).toHaveLength(before);
});

test('one admin stays, whoever races, and a bot or a suspended one does not count', async () => {
  const one = await insertUser(store.database, { role: 'admin' });
  await insertUser(store.database, { role: 'admin', state: 'suspended' });
  expect(await change(one.id, { role: 'user' })).toBe('last_admin');
  expect(await change(one.id, { state: 'suspended' })).toBe('last_admin');
  expect(await change(one.id, { name: 'Still' })).toBe('changed');
  const other = await insertUser(store.database, { role: 'admin' });
  const both = await Promise.all([change(one.id, { role: 'user' }), change(other.id, { role: 'user' })]);
  expect(both.sort()).toEqual(['changed', 'last_admin']);
});

test('a right that is taken is stale in every room of the person, and a new name takes none', async () => {
  const [person, room] = [await insertUser(store.database), await insertRoom(store.database)];
  await joinRoom(store.database, room, person);
  const append = (accessVersion: number) =>
    store.database.writer.append(appendJob(room, person, { accessVersion }));
  await change(person.id, { name: 'New', email: 'new@example.com' });
  expect(await append(1)).toMatchObject({ status: 'appended' });
  await change(person.id, { state: 'suspended' });
  expect(await append(1)).toEqual({ status: 'stale' });
  await change(person.id, { state: 'active' }, ['suspended']);
  await change(person.id, { role: 'moderator' });
  expect(await append(3)).toEqual({ status: 'stale' });
});

test('a change is for the state it was meant for, and a handle for one person', async () => {
  const [one, other] = [await insertUser(store.database), await insertUser(store.database)];
  expect(await change(one.id, { state: 'active' }, ['pending'])).toBe('not_in_state');
  expect(await change('nobody', { name: 'x' })).toBe('not_found');
  expect(await change(one.id, { handle: other.handle })).toBe('taken');
  const entries = await audit.after(0, 100);
  expect(entries.filter(({ action }) => action === 'user.updated')).toHaveLength(6);
});
