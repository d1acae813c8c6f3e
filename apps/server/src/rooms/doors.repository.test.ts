import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  insertRoom,
  insertUser,
  joinRoom,
  openTestDatabase,
  type TestDatabase,
} from '../../../../e2e/support/database.ts';
import { newId } from '../accounts/new-id.ts';
import { DoorsRepository } from './doors.repository.ts';
import type { Membership } from './membership.ts';
import { RoomDecisions, STALE } from './room-decision.repository.ts';
import { RoomsRepository } from './rooms.repository.ts';

let store: TestDatabase;
let doors: DoorsRepository;
let rooms: RoomsRepository;
let decisions: RoomDecisions;
beforeAll(async () => {
  store = await openTestDatabase();
  doors = new DoorsRepository(store.database);
  rooms = new RoomsRepository(store.database);
  decisions = new RoomDecisions(store.database);
}, 30_000);
afterAll(() => store.close());

/** A room, its owner, and the owner's right. */
async function scene(given: Parameters<typeof insertRoom>[1] = {}) {
  const owner = await insertUser(store.database);
  const room = await insertRoom(store.database, given);
  await joinRoom(store.database, room, owner, { role: 'owner' });
  const right: Membership = {
    ...{ roomId: room.id, userId: owner.id, slug: null, role: 'owner' },
    ...{ accessVersion: 1, slowMode: 0, locked: false },
  };
  return { owner, room, right };
}

describe('a decision', () => {
  test('under a right that has changed is not carried out', async () => {
    const { room, right } = await scene();
    const raised = await decisions.decide(right, 1, (decision) => decision.raise());
    expect(raised).toEqual({ result: undefined, accessVersion: 2 });
    const stale = await decisions.decide(right, 1, (decision) => decision.update({ name: 'Mine' }));
    expect(stale).toBe(STALE);
    expect(await rooms.find(room.id, '')).toMatchObject({ name: null, access_version: 2 });
  });

  test('that fails leaves nothing half done, not even a line in the log', async () => {
    const { room, right } = await scene();
    const failed = decisions.decide(right, 1, async (decision) => {
      await decision.update({ name: 'Half' });
      await decision.log({ action: 'settings' });
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await rooms.find(room.id, '')).toMatchObject({ name: null });
    expect((await doors.log(room.id, {})).items).toEqual([]);
  });

  test('puts people on lists, mutes them, and is read where a right is judged', async () => {
    const { room, right } = await scene();
    const person = await insertUser(store.database);
    await decisions.decide(right, 5, async (decision) => {
      await decision.enlist(person.id, 'block');
      await decision.mute(person.id, 99);
      await decision.log({ action: 'block', target_id: person.id, detail: { why: 'test' } });
    });
    expect(await rooms.find(room.id, person.id)).toMatchObject({
      listed: 'block',
      muted_until: 99,
      allow_listed: 0,
    });
    expect((await doors.listed(room.id, 'block', {})).items).toMatchObject([{ id: person.id, added_at: 5 }]);
    expect((await doors.log(room.id, {})).items).toMatchObject([
      { action: 'block', target_id: person.id, detail: '{"why":"test"}', at: 5 },
    ]);
    await decisions.decide(right, 6, async (decision) => {
      await decision.enlist(person.id, 'allow');
      expect(await decision.listOf(person.id)).toBe('allow');
      expect(await decision.unmute(person.id)).toBe(true);
      expect(await decision.unmute(person.id)).toBe(false);
    });
    expect(await rooms.find(room.id, person.id)).toMatchObject({
      listed: 'allow',
      muted_until: null,
      allow_listed: 1,
    });
    await decisions.decide(right, 7, (decision) => decision.delist(person.id, 'allow'));
    expect(await rooms.find(room.id, person.id)).toMatchObject({ listed: null, allow_listed: 0 });
  });

  test('adds, counts, names and ends members, and what they handed out', async () => {
    const { room, right } = await scene();
    const person = await insertUser(store.database);
    await doors.request(room.id, person.id, 'Please', 1);
    await decisions.decide(right, 1, async (decision) => {
      await decision.add(person.id, 'moderator');
      expect([await decision.count(), await decision.count('owner')]).toEqual([2, 1]);
      expect(await decision.roleOf(person.id)).toBe('moderator');
      await decision.setRole(person.id, 'owner');
      expect(await decision.count('owner')).toBe(2);
    });
    expect((await doors.requests(room.id, {})).items).toEqual([]);
    await doors.invite(invite(room.id, person.id, 'handed out'));
    await decisions.decide(right, 1, async (decision) => {
      expect(await decision.end(person.id)).toBe(true);
      expect(await decision.end(person.id)).toBe(false);
      expect(await decision.members()).toEqual([right.userId]);
    });
    expect(await doors.invites(room.id, 1)).toEqual([]);
    await decisions.decide(right, 1, (decision) => decision.endAll());
    expect(await rooms.find(room.id, right.userId)).toMatchObject({ role: null });
  });
});

function invite(roomId: string, by: string, hash: string, given: object = {}) {
  const times = { created_at: 1, expires_at: null, max_uses: null };
  return { id: newId(), room_id: roomId, created_by: by, code_hash: hash, ...times, ...given };
}

describe('an invite', () => {
  const use = (hash: string, userId: string, at = 1) => doors.use({ hash, userId, at, mostInGroup: 3 });

  test('is used as often as it says, however many use it at once', async () => {
    const { room, owner } = await scene({ access: 'invite' });
    await doors.invite(invite(room.id, owner.id, 'five', { max_uses: 5 }));
    const people = await Promise.all(Array.from({ length: 30 }, () => insertUser(store.database)));
    const uses = await Promise.all(people.map(({ id }) => use('five', id)));
    expect(uses.filter(({ status }) => status === 'joined')).toHaveLength(5);
    expect(await doors.invited('five', 1)).toBeUndefined();
    const first = people[uses.findIndex(({ status }) => status === 'joined')];
    expect(await use('five', first?.id ?? '')).toMatchObject({ status: 'member' });
  });

  test('ends in time, and leads into no room that is archived, deleted, full or shut to somebody', async () => {
    const { room, owner, right } = await scene({ kind: 'group', access: 'invite' });
    const [one, two, three] = [
      await insertUser(store.database),
      await insertUser(store.database),
      await insertUser(store.database),
    ];
    await doors.invite(invite(room.id, owner.id, 'timed', { expires_at: 10 }));
    expect(await doors.invited('timed', 9)).toMatchObject({ room_id: room.id, members: 1 });
    expect(await doors.invited('timed', 10)).toBeUndefined();
    expect(await use('timed', one.id, 10)).toEqual({ status: 'not_found' });
    await decisions.decide(right, 1, (decision) => decision.enlist(one.id, 'block'));
    expect(await use('timed', one.id)).toEqual({ status: 'blocked' });
    expect(await use('timed', two.id)).toMatchObject({ status: 'joined' });
    await decisions.decide(right, 1, (decision) => decision.enlist(two.id, 'allow'));
    expect(await use('timed', three.id)).toEqual({ status: 'barred' });
    await decisions.decide(right, 1, (decision) => decision.enlist(three.id, 'allow'));
    expect(await use('timed', three.id)).toMatchObject({ status: 'joined' });
    const late = await insertUser(store.database);
    await decisions.decide(right, 1, (decision) => decision.enlist(late.id, 'allow'));
    expect(await use('timed', late.id)).toEqual({ status: 'full' });
    await decisions.decide(right, 1, (decision) => decision.update({ archived_at: 1 }));
    expect(await use('timed', late.id)).toEqual({ status: 'not_found' });
  });
});
