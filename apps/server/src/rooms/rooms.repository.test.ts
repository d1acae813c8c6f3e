import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertUser, openTestDatabase, type TestDatabase } from '../../../../e2e/support/database.ts';
import { newId } from '../accounts/new-id.ts';
import { MembershipsRepository } from './memberships.repository.ts';
import { type NewRoom, RoomsRepository } from './rooms.repository.ts';

let store: TestDatabase;
let rooms: RoomsRepository;
let memberships: MembershipsRepository;
beforeAll(async () => {
  store = await openTestDatabase();
  rooms = new RoomsRepository(store.database);
  memberships = new MembershipsRepository(store.database);
});
afterAll(() => store.close());

const person = async (handle?: string) =>
  (await insertUser(store.database, handle === undefined ? {} : { handle })).id;

/** Joins under the rights as they are. */
async function join(joining: { roomId: string; userId: string; at: number }) {
  const heads = store.database.read.selectFrom('room_heads').select('access_version');
  const head = await heads.where('room_id', '=', joining.roomId).executeTakeFirst();
  return memberships.join({ ...joining, accessVersion: head?.access_version ?? 0 });
}

let made = 0;
async function room(given: Partial<NewRoom> = {}): Promise<NewRoom> {
  const fresh: NewRoom = {
    ...{ id: newId(), slug: `room-${made}`, name: `Room ${made++}`, topic: null, kind: 'room' },
    ...{ access: 'open', password_hash: null, created_by: null, created_at: made },
    ...given,
  };
  expect(await rooms.insert(fresh)).toBe('inserted');
  return fresh;
}

describe('a room', () => {
  test('is found by id and by slug, with what one is in it', async () => {
    const owner = await person();
    const { id, slug } = await room({ created_by: owner });
    for (const reference of [id, slug ?? '']) {
      expect(await rooms.findShown(reference, owner)).toMatchObject({
        id,
        role: 'owner',
        members: 1,
        seq: 0,
        access_version: 1,
      });
    }
    const stranger = await rooms.find(id, await person());
    expect(stranger).toMatchObject({ id, role: null, read_seq: null, visited_at: null });
    expect(await rooms.find('no-such-room', owner)).toBeUndefined();
    expect(await rooms.find(newId(), owner)).toBeUndefined();
    expect(await rooms.find("' or 1=1 --", owner)).toBeUndefined();
  });

  test('needs a short name of its own, or none', async () => {
    await room({ slug: 'lobby' });
    expect(await rooms.insert({ ...(await room()), id: newId(), slug: 'lobby' })).toBe('taken');
    await room({ slug: null, name: null });
    await room({ slug: null, name: null });
  });

  test('that is deleted is not found', async () => {
    const { id } = await room();
    await store.database.transact((transaction) =>
      transaction.updateTable('rooms').set({ deleted_at: 1 }).where('id', '=', id).execute(),
    );
    expect(await rooms.find(id, newId())).toBeUndefined();
  });
});

describe('memberships', () => {
  test('begin once, with everything so far read', async () => {
    const { id } = await room();
    await store.database.transact((transaction) =>
      transaction.updateTable('room_heads').set({ seq: 9, count: 4 }).where('room_id', '=', id).execute(),
    );
    const userId = await person();
    await join({ roomId: id, userId, at: 7 });
    await join({ roomId: id, userId, at: 8 });
    expect(await rooms.findShown(id, userId)).toMatchObject({
      role: 'member',
      read_seq: 9,
      read_nth: 4,
      members: 1,
    });
  });

  test('of a room that is not there are none', async () => {
    const userId = await person();
    await join({ roomId: newId(), userId, at: 1 });
    const rows = store.database.read.selectFrom('memberships').selectAll().where('user_id', '=', userId);
    expect(await rows.execute()).toEqual([]);
  });

  test('do not begin under rights that have changed since', async () => {
    const { id } = await room();
    const joining = { roomId: id, userId: await person(), at: 1 };
    expect(await memberships.join({ ...joining, accessVersion: 0 })).toBe('stale');
    expect(await memberships.join({ ...joining, accessVersion: 1 })).toBe('joined');
  });

  test('remember visits, many at once, and of members only', async () => {
    const [one, two] = [await room(), await room()];
    const userId = await person();
    const stranger = await person();
    for (const { id } of [one, two]) await join({ roomId: id, userId, at: 1 });
    const visits = [one, two].flatMap(({ id }) => [
      { roomId: id, userId },
      { roomId: id, userId: stranger },
    ]);
    await memberships.visit(visits, 77);
    for (const { id } of [one, two]) {
      expect(await rooms.find(id, userId)).toMatchObject({ visited_at: 77 });
      expect(await rooms.find(id, stranger)).toMatchObject({ role: null });
    }
  });

  test('are listed by handle, active people only', async () => {
    const { id } = await room();
    for (const handle of ['zoe', 'amy', 'kim'])
      await join({ roomId: id, userId: await person(handle), at: 1 });
    const { items, page } = await memberships.list(id, { limit: 2 });
    expect(items.map(({ handle, member_role }) => [handle, member_role])).toEqual([
      ['amy', 'member'],
      ['kim', 'member'],
    ]);
    const rest = await memberships.list(id, { limit: 2, cursor: page.next ?? '' });
    expect(rest.items.map(({ handle }) => handle)).toEqual(['zoe']);
    expect(rest.page).toMatchObject({ next: null, hasMore: false });
  });
});

describe('the list of rooms', () => {
  test('R43: leaves out what one may not know of', async () => {
    const owner = await person();
    const hidden = await room({ access: 'hidden', created_by: owner });
    const direct = await room({
      slug: null,
      name: null,
      kind: 'direct',
      access: 'invite',
      created_by: owner,
    });
    const ids = async (userId: string) =>
      (await rooms.list(userId, { sort: 'newest', filter: 'all' }, { limit: 200 })).items.map(({ id }) => id);
    expect(await ids(owner)).toEqual(expect.arrayContaining([hidden.id, direct.id]));
    const seen = await ids(await person());
    expect(seen).not.toContain(hidden.id);
    expect(seen).not.toContain(direct.id);
  });

  test.each(['recent', 'active', 'newest', 'name'] as const)(
    'by %s goes on where it stopped, and back',
    async (sort) => {
      const userId = await person();
      for (const [index, { id }] of [await room(), await room(), await room()].entries()) {
        await join({ roomId: id, userId, at: 1 });
        await memberships.visit([{ roomId: id, userId }], 100 + index);
      }
      const whole = (await rooms.list(userId, { sort, filter: 'all' }, { limit: 200 })).items.map(
        ({ id }) => id,
      );
      const first = await rooms.list(userId, { sort, filter: 'all' }, { limit: 2 });
      const second = await rooms.list(
        userId,
        { sort, filter: 'all' },
        { limit: 2, cursor: first.page.next ?? '' },
      );
      const again = await rooms.list(
        userId,
        { sort, filter: 'all' },
        { limit: 2, cursor: second.page.prev ?? '' },
      );
      expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(whole.slice(0, 4));
      expect(again.items.map(({ id }) => id)).toEqual(whole.slice(0, 2));
      expect(first.page.prev).toBeNull();
      expect(again.page).toMatchObject({ prev: null, hasMore: true });
    },
  );
});
