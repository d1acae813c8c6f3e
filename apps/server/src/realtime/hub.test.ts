import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { ROOM, World } from '../../../../e2e/support/hub-world.ts';
import { encodeEvent } from './encoded.ts';

let world: World;
beforeEach(() => {
  world = new World();
  world.members.add('ada').add('bob');
});

const sit = async (userId = 'ada') => {
  const sitting = await world.sit(userId);
  if (sitting === undefined) throw new Error('not seated');
  return sitting;
};

describe('a topic', () => {
  test('gives each seat what comes after it sat down, until it leaves', async () => {
    const ada = await sit();
    world.tell(world.commit());
    const bob = await sit('bob');
    world.tell(world.commit());
    await world.settle();
    if (ada.seat) world.hub.leave(ada.seat);
    world.tell(world.commit());
    await world.settle();
    expect(ada.seqs).toEqual([1, 2]);
    expect(bob.seqs).toEqual([2, 3]);
  });

  test('sends a seat that is given up nothing of what waits already', async () => {
    const ada = await sit();
    world.tell(world.commit());
    if (ada.seat) world.hub.leave(ada.seat);
    await world.settle();
    expect(ada.seqs).toEqual([]);
  });

  test('is held open by who enters, and dropped when nobody has it open', async () => {
    const held = await world.hub.open(ROOM);
    const ada = await sit();
    held[Symbol.dispose]();
    expect(world.hub.topic(ROOM)).toBeDefined();
    if (ada.seat) world.hub.leave(ada.seat);
    expect(world.hub.topic(ROOM)).toBeUndefined();
  });

  test('opened again is read again, and knows what was missed', async () => {
    const first = await sit();
    if (first.seat) world.hub.leave(first.seat);
    world.tell(world.commit());
    const second = await sit();
    world.tell(world.commit());
    await world.settle();
    expect(second.from).toBe(1);
    expect(second.seqs).toEqual([2]);
  });

  test('that cannot be read is refused, and can be opened once it can', async () => {
    world.isAway = true;
    await expect(world.hub.open(ROOM)).rejects.toThrow('the store is away');
    expect(world.hub.topic(ROOM)).toBeUndefined();
    world.isAway = false;
    expect((await sit()).from).toBe(0);
  });

  test('tells events without a number to those who have it open, on their way in order', async () => {
    const ada = await sit();
    world.tell(world.commit());
    world.hub.tell(ROOM, encodeEvent('notice', { level: 'info', text: 'Hello' }, ROOM));
    world.hub.tell('elsewhere', encodeEvent('notice', { level: 'info', text: 'Hello' }, 'elsewhere'));
    await world.settle();
    expect(ada.texts.map((text) => JSON.parse(text).type)).toEqual(['message.created', 'notice']);
  });
});

describe('hints that are lost, early or repeated', () => {
  test('are told once, in order', async () => {
    const ada = await sit();
    const [one, two, three] = [world.commit(), world.commit(), world.commit()];
    for (const entry of [two, one, one, three, two]) world.tell(entry);
    await world.settle();
    expect(ada.seqs).toEqual([1, 2, 3]);
    // An early one waits a moment for those it has overtaken: nothing was read for it.
    expect(world.readings).toBe(1);
  });

  test('are read when they do not come', async () => {
    const ada = await sit();
    for (let index = 0; index < 12; index += 1) world.commit();
    world.tell(world.commit());
    await world.settle();
    expect(ada.seqs).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
  });

  test('are read for who must reach them, though others are looked into at that time', async () => {
    const ada = await sit();
    using held = await world.hub.open(ROOM);
    world.remove('bob');
    world.tell(world.commit());
    world.commit();
    const reached = held.reach(2);
    await world.settle();
    await reached;
    expect(ada.seqs).toEqual([1, 2]);
  });

  test('are held while the store is away, and no more of them than a bound', async () => {
    const ada = await sit();
    world.isAway = true;
    world.commit();
    for (let index = 0; index < 3_000; index += 1) world.tell(world.commit());
    await world.settle();
    expect(ada.seqs).toEqual([]);
    world.isAway = false;
    while (ada.seqs.length < 3_001) await turn();
    expect(ada.seqs).toEqual(Array.from({ length: 3_001 }, (_, index) => index + 1));
  });

  test('are not looked for any more when nobody has the topic open', async () => {
    const ada = await sit();
    world.isAway = true;
    world.commit();
    world.tell(world.commit());
    await world.settle();
    if (ada.seat) world.hub.leave(ada.seat);
    await world.settle();
    const { readings } = world;
    await world.settle();
    expect(world.readings).toBe(readings);
  });
});

describe('G10: a removal', () => {
  test('that this node has not heard of is read before the next change is told', async () => {
    const [ada, bob] = [await sit(), await sit('bob')];
    world.remove('ada');
    world.tell(world.commit());
    await world.settle();
    expect(ada).toMatchObject({ seqs: [], isEvicted: true });
    expect(bob).toMatchObject({ seqs: [1], isEvicted: false });
  });

  test('holds the room while the store is away', async () => {
    const bob = await sit('bob');
    world.remove('ada');
    world.isAway = true;
    world.tell(world.commit());
    await world.settle();
    expect(bob.seqs).toEqual([]);
    world.isAway = false;
    await world.settle();
    expect(bob.seqs).toEqual([1]);
  });

  test('that was carried out here costs no reading', async () => {
    const bob = await sit('bob');
    world.remove('ada');
    const { readings } = world;
    await world.hub.settleAccess(ROOM, world.accessVersion);
    world.tell(world.commit());
    await world.settle();
    expect(bob.seqs).toEqual([1]);
    expect(world.readings).toBe(readings);
  });

  test('behind another that is not known yet is read at once', async () => {
    const ada = await sit();
    world.remove('ada');
    world.remove('bob');
    await world.hub.settleAccess(ROOM, world.accessVersion);
    expect(ada.isEvicted).toBe(true);
  });
});
