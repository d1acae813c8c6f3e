import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  insertRoom,
  insertUser,
  joinRoom,
  openTestDatabase,
  type TestDatabase,
} from '../../../../e2e/support/database.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import { DirectRepository } from './direct.repository.ts';
import { PeopleRepository } from './people.repository.ts';
import { RelationsRepository } from './relations.repository.ts';

let store: TestDatabase;
let relations: RelationsRepository;
let direct: DirectRepository;
beforeAll(async () => {
  store = await openTestDatabase();
  relations = new RelationsRepository(store.database);
  direct = new DirectRepository(store.database);
}, 30_000);
afterAll(() => store.close());

const person = async (given: object = {}) => (await insertUser(store.database, given)).id;

describe('people', () => {
  test('are found by id or @handle while they are active', async () => {
    const people = new PeopleRepository(store.database);
    const id = await person({ handle: 'grace' });
    expect(await people.find('@Grace')).toMatchObject({ id });
    expect(await people.find(id)).toMatchObject({ handle: 'grace' });
    expect(await people.find('grace')).toBeUndefined();
    const gone = await person({ handle: 'gone', state: 'suspended' });
    expect(await people.find(gone)).toBeUndefined();
    expect(await people.find('@gone')).toBeUndefined();
  });
});

describe('relations', () => {
  test('are told from both sides, and are listed by handle', async () => {
    const [one, other] = [await person({ handle: 'one' }), await person({ handle: 'two' })];
    await relations.decide(one, other, async (pair, { mine }) => {
      expect(mine.size).toBe(0);
      await pair.add('follow', 3);
      await pair.add('follow', 4);
      await pair.addBoth('friend', 5);
    });
    expect(await relations.between(one, other)).toEqual({
      mine: new Set(['follow', 'friend']),
      theirs: new Set(['friend']),
    });
    const followers = await relations.list(other, { kind: 'follow', way: 'to' }, {});
    expect(followers.items).toMatchObject([{ handle: 'one', since: 3 }]);
    expect((await relations.list(one, { kind: 'follow', way: 'of' }, {})).items).toMatchObject([
      { handle: 'two' },
    ]);
    await relations.decide(one, other, (pair) => pair.removeBoth('friend', 'follow'));
    expect(await relations.between(one, other)).toEqual({ mine: new Set(), theirs: new Set() });
  });

  test('of block are found from either side, among many', async () => {
    const [me, mine, theirs, nobody] = [await person(), await person(), await person(), await person()];
    await relations.decide(me, mine, (pair) => pair.add('block', 1));
    await relations.decide(theirs, me, (pair) => pair.add('block', 1));
    expect(await relations.blockedAmong(me, [mine, theirs, nobody])).toEqual(new Set([mine, theirs]));
    expect(await relations.blockedAmong(me, [])).toEqual(new Set());
  });

  test('rules are set and set again', async () => {
    const me = await person();
    expect(await relations.ruleOf(me)).toBeUndefined();
    await relations.setRule(me, 'friends');
    await relations.setRule(me, 'nobody');
    expect(await relations.ruleOf(me)).toBe('nobody');
    expect(await relations.serverRule()).toBe('shared_room');
    await relations.setServerRule('mutual');
    await relations.setServerRule('friends');
    expect(await relations.serverRule()).toBe('friends');
  });

  test('sharing a room is sharing one that is in use and not theirs alone', async () => {
    const [one, other] = [await insertUser(store.database), await insertUser(store.database)];
    for (const given of [{ kind: 'direct' as const }, { archived_at: 1 }]) {
      const room = await insertRoom(store.database, given);
      for (const user of [one, other]) await joinRoom(store.database, room, user);
    }
    expect(await relations.shareRoom(one.id, other.id)).toBe(false);
    const room = await insertRoom(store.database);
    for (const user of [one, other]) await joinRoom(store.database, room, user);
    expect(await relations.shareRoom(one.id, other.id)).toBe(true);
  });
});

describe('the direct room of two', () => {
  test('is one, whoever makes it at once, and a block is seen where a right in it is judged', async () => {
    const [one, other] = [
      await person({ handle: 'low' }),
      await person({ handle: 'high', name: 'High Lady' }),
    ];
    expect(await direct.find(one, other)).toBeUndefined();
    const made = await Promise.all([
      direct.make(one, other, 1),
      direct.make(other, one, 2),
      direct.make(one, other, 3),
    ]);
    expect(new Set(made).size).toBe(1);
    const id = made[0] ?? '';
    expect(await direct.find(other, one)).toBe(id);
    const rooms = new RoomsRepository(store.database);
    expect(await rooms.findShown(id, one)).toMatchObject({
      kind: 'direct',
      members: 2,
      blocks: 0,
      people: `${other}\thigh\t120\tHigh Lady`,
    });
    await relations.decide(other, one, async (pair) => {
      await pair.add('block', 1);
      await pair.raiseDirect();
    });
    for (const userId of [one, other]) {
      expect(await rooms.find(id, userId)).toMatchObject({ blocks: 1, access_version: 2 });
    }
  });
});
