import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  appendJob,
  insertRoom,
  insertUser,
  joinRoom,
  openTestDatabase,
  type TestDatabase,
} from '../../../../e2e/support/database.ts';
import { ApiTokensRepository } from './api-tokens.repository.ts';
import { CredentialsRepository } from './credentials.repository.ts';
import { ErasuresRepository } from './erasures.repository.ts';
import { claimHandle, FORMER_MS } from './handles.repository.ts';
import { InvitationsRepository } from './invitations.repository.ts';
import { newId } from './new-id.ts';
import { RemovalsRepository } from './removals.repository.ts';
import { SessionsRepository } from './sessions.repository.ts';
import { type NewUser, UsersRepository } from './users.repository.ts';

let store: TestDatabase;
let users: UsersRepository;
let person: Awaited<ReturnType<typeof insertUser>>;
beforeAll(async () => {
  store = await openTestDatabase();
  users = new UsersRepository(store.database);
});
afterAll(() => store.close());
beforeEach(async () => {
  person = await insertUser(store.database, { handle: `p-${newId().slice(-12)}`, password_hash: 'old' });
});

const audit = { at: 5, actor: { id: 'a', handle: 'admin' }, action: 'test.done' };
const newUser = (given: Partial<NewUser> = {}): NewUser => ({
  ...{ id: newId(), handle: `n-${newId().slice(-12)}`, name: 'New', hue: 1, email: null },
  ...{ password_hash: 'x', role: 'user', created_at: 10 },
  ...given,
});

describe('handles', () => {
  test('lead on from the former one until its time is over', async () => {
    const { id, handle } = person;
    expect(await users.update(id, { handle: `${handle}x` }, 100)).toBe('changed');
    expect(await users.findByHandle(handle, 100 + FORMER_MS - 1)).toMatchObject({ id });
    expect(await users.findByHandle(handle, 100 + FORMER_MS)).toBeUndefined();
    expect(await users.insert(newUser({ handle }), { rooms: [] })).toBe('taken');
    expect(await users.insert(newUser({ handle, created_at: 100 + FORMER_MS }), { rooms: [] })).toBe(
      'inserted',
    );
  });

  test('that are free again belong to the new person alone', async () => {
    const { id, handle } = person;
    await users.update(id, { handle: `${handle}x` }, 0);
    const taker = newUser({ handle, created_at: FORMER_MS + 1 });
    await users.insert(taker, { rooms: [] });
    await users.update(taker.id, { handle: `${handle}y` }, FORMER_MS + 2);
    expect(await users.findByHandle(handle, FORMER_MS + 3)).toMatchObject({ id: taker.id });
  });

  test('that are claimed for nobody in particular are judged as any', async () => {
    const wish = { userId: newId(), handle: person.handle, now: 1 };
    const claim = await store.database.transact((transaction) => claimHandle(transaction, wish));
    expect(claim).toBe('taken');
  });
});

describe('invitations', () => {
  const invitations = () => new InvitationsRepository(store.database);
  const invite = async (given: object = {}) => {
    const code_hash = newId();
    const row = { id: newId(), code_hash, note: '', created_by: 'a', created_at: 1 };
    await invitations().insert(
      { ...row, expires_at: null, max_uses: null, revoked_at: null, ...given },
      audit,
    );
    return { id: row.id, code_hash };
  };
  const enter = (invite: string) => users.insert(newUser(), { rooms: [], invite });

  test('check 25: 1,000 uses of one for five, many at a time, are exactly five', async () => {
    const { code_hash, id } = await invite({ max_uses: 5 });
    const lanes = Array.from({ length: 20 }, async () => {
      const outcomes: string[] = [];
      for (let use = 0; use < 50; use++) outcomes.push(await enter(code_hash));
      return outcomes;
    });
    const outcomes = (await Promise.all(lanes)).flat();
    expect(outcomes).toHaveLength(1_000);
    expect(outcomes.filter((outcome) => outcome === 'inserted')).toHaveLength(5);
    expect(await invitations().find(code_hash)).toMatchObject({ id, uses: 5 });
  });

  test('are not used by who does not come in', async () => {
    const { code_hash } = await invite({ max_uses: 1 });
    const taken = newUser({ handle: person.handle });
    expect(await users.insert(taken, { rooms: [], invite: code_hash })).toBe('taken');
    expect(await invitations().find(code_hash)).toMatchObject({ uses: 0 });
    expect(await enter(code_hash)).toBe('inserted');
  });

  test('that are revoked, over or unknown let nobody in', async () => {
    const revoked = await invite();
    expect(await invitations().revoke(revoked.id, audit)).toBe(true);
    expect(await invitations().revoke(revoked.id, audit)).toBe(true);
    expect(await invitations().revoke(newId(), audit)).toBe(false);
    const over = await invite({ expires_at: 10 });
    for (const hash of [revoked.code_hash, over.code_hash, 'unknown', '%']) {
      expect(await enter(hash)).toBe('uninvited');
    }
    expect(await enter((await invite({ expires_at: 11 })).code_hash)).toBe('inserted');
  });
});

describe('credentials', () => {
  const credentials = () => new CredentialsRepository(store.database);
  const link = async (given: object = {}) => {
    const token_hash = newId();
    await credentials().keepLink({ user_id: person.id, token_hash, expires_at: 100, ...given }, audit);
    return token_hash;
  };

  test('a password is changed by who knew the one that is there', async () => {
    const change = (seen: string | null, hash: string) =>
      credentials().setPassword(person.id, { hash, seen });
    expect(await change('other', 'new')).toBe(false);
    expect(await change(null, 'new')).toBe(false);
    expect(await change('old', 'new')).toBe(true);
    expect(await change('old', 'newer')).toBe(false);
    expect(await users.findById(person.id)).toMatchObject({ password_hash: 'new' });
  });

  test('a link is used once, by one of those who race', async () => {
    const tokenHash = await link();
    expect(await credentials().linkOwner(tokenHash, 99)).toMatchObject({ id: person.id });
    expect(await credentials().linkOwner(tokenHash, 100)).toBeUndefined();
    const use = () => credentials().useLink(person, { tokenHash, hash: undefined, now: 50 });
    const outcomes = await Promise.all([use(), use(), use()]);
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await credentials().linkOwner(tokenHash, 50)).toBeUndefined();
  });

  test('a newer link, and a new password, make one void', async () => {
    const first = await link();
    const second = await link();
    expect(await credentials().linkOwner(first, 50)).toBeUndefined();
    await credentials().setPassword(person.id, { hash: 'new', seen: 'old' });
    expect(await credentials().linkOwner(second, 50)).toBeUndefined();
  });

  test('a session is begun by an active person whose password is still the one that was seen', async () => {
    const sessions = new SessionsRepository(store.database);
    const session = () => ({
      ...{ id: newId(), user_id: person.id, refresh_hash: 'r', previous_hash: null, rotated_at: 1 },
      ...{ user_agent: '', address: '', created_at: 1, last_used_at: 1, expires_at: 1_000 },
    });
    expect(await sessions.insert(session(), { passwordHash: 'other' })).toBe(false);
    expect(await sessions.insert(session(), { passwordHash: 'old' })).toBe(true);
    const kept = session();
    await sessions.insert(kept);
    expect(await sessions.deleteOthers(person.id, kept.id)).toHaveLength(1);
    expect(await sessions.deleteOthers(person.id)).toEqual([kept.id]);
    await store.database.transact((transaction) =>
      transaction.updateTable('users').set({ state: 'suspended' }).where('id', '=', person.id).execute(),
    );
    expect(await sessions.insert(session())).toBe(false);
  });
});

describe('tokens of programs', () => {
  const tokens = () => new ApiTokensRepository(store.database);
  const token = (given: object = {}) => ({
    ...{ id: newId(), user_id: person.id, name: 't', hash: newId(), scopes: '[]' },
    ...{ created_at: 1, expires_at: null, last_used_at: null },
    ...given,
  });

  test('are found with their person, and taken away by them alone', async () => {
    const row = token();
    await tokens().insert(row, audit);
    const found = { id: person.id, token_id: row.id, state: 'active', last_used_at: null };
    expect(await tokens().findWithUser('hash', row.hash)).toMatchObject(found);
    expect(await tokens().findWithUser('id', row.id)).toMatchObject(found);
    await tokens().touch(row.id, 9);
    expect(await tokens().listOf(person.id)).toMatchObject([{ id: row.id, last_used_at: 9 }]);
    expect(await tokens().delete(newId(), row.id)).toBeUndefined();
    expect(await tokens().delete(person.id, row.id)).toEqual({ id: row.id, hash: row.hash });
    expect(await tokens().findWithUser('hash', row.hash)).toBeUndefined();
  });

  test('are gone when their time is over', async () => {
    const [over, good, endless] = [token({ expires_at: 10 }), token({ expires_at: 11 }), token()];
    for (const row of [over, good, endless]) await tokens().insert(row);
    expect(await tokens().deleteExpired(10)).toEqual([{ id: over.id, hash: over.hash }]);
    expect(await tokens().deleteExpired(10)).toEqual([]);
    expect((await tokens().listOf(person.id)).map(({ id }) => id).sort()).toEqual(
      [good.id, endless.id].sort(),
    );
  });
});

describe('a removal', () => {
  const removals = () => new RemovalsRepository(store.database);
  const remove = (messages: 'keep' | 'erase') => removals().remove({ id: person.id, now: 50, messages });

  test('takes away all that was only theirs, and every right at once', async () => {
    const [room, other] = [await insertRoom(store.database), await insertUser(store.database)];
    await joinRoom(store.database, room, person, { role: 'owner' });
    await joinRoom(store.database, room, other, { role: 'member' });
    await new ApiTokensRepository(store.database).insert({
      ...{ id: newId(), user_id: person.id, name: 't', hash: newId(), scopes: '[]' },
      ...{ created_at: 1, expires_at: null, last_used_at: null },
    });
    expect(await remove('keep')).toEqual({ outcome: 'removed', roomIds: [room.id] });
    expect(await remove('keep')).toEqual({ outcome: 'not_found' });
    expect(await users.findById(person.id)).toBeUndefined();
    for (const table of ['memberships', 'sessions', 'api_tokens', 'sign_in_links'] as const) {
      const rows = store.database.read.selectFrom(table).select('user_id').where('user_id', '=', person.id);
      expect(await rows.execute(), table).toEqual([]);
    }
    const job = appendJob(room, person, { accessVersion: 1 });
    expect(await store.database.writer.append(job)).toEqual({ status: 'stale' });
    const heir = store.database.read.selectFrom('memberships').selectAll().where('room_id', '=', room.id);
    expect(await heir.execute()).toMatchObject([{ user_id: other.id, role: 'owner' }]);
    expect(await users.insert(newUser({ handle: person.handle }), { rooms: [] })).toBe('taken');
  });

  test('erases what they said, everywhere, through the writer', async () => {
    const [room, other] = [await insertRoom(store.database), await insertUser(store.database)];
    for (const author of [person, person, other]) {
      await store.database.writer.append(appendJob(room, author));
    }
    await remove('erase');
    const erasures = new ErasuresRepository(store.database);
    expect(await erasures.pending()).toContain(person.id);
    expect(await erasures.rooms()).toContainEqual({ room_id: room.id, seq: 3 });
    const upTo = await erasures.erase(person.id, room.id, { after: 0, at: 60 });
    expect(upTo).toBeGreaterThanOrEqual(3);
    await erasures.erase(person.id, room.id, { after: 0, at: 70 });
    const rows = store.database.read
      .selectFrom('messages')
      .select(['seq', 'version', 'deleted_at'])
      .where('room_id', '=', room.id)
      .orderBy('seq');
    expect(await rows.execute()).toMatchObject([
      { seq: 1, version: 4, deleted_at: 60 },
      { seq: 2, version: 5, deleted_at: 60 },
      { seq: 3, version: 3, deleted_at: null },
    ]);
    await erasures.done(person.id);
    expect(await erasures.pending()).not.toContain(person.id);
  });
});
