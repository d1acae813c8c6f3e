import { expect } from 'vitest';
import type { FullTarget } from '../support/full-target.ts';
import { chapter, type Stage } from './cases.ts';
import { created, say, sayMany, seqs } from './words.ts';

chapter('membership', (add) => {
  add('full', 'R2: everyone is a member of the predefined rooms, and reaches them by slug', async (stage) => {
    const { peer, entered } = await stage.enter(await stage.person('ada'), 'general');
    expect(entered.room).not.toBe('general');
    await say(peer, 'general', 'hello');
    expect((await peer.event('message.created')).room).toBe(entered.room);
    await peer.leave();
  });

  add(
    'full',
    'R5: membership outlives presence, and nothing reaches the one who is not present',
    async (stage) => {
      const room = await stage.room();
      const ada = await stage.enter(await stage.person('ada'), room);
      const bob = await stage.enter(await stage.person('bob'), room);
      await bob.peer.ask('room.exit', { room });
      await sayMany(ada.peer, room, 'unseen', 5);
      const counters = await bob.peer.event('room.counters');
      expect(counters).toMatchObject({
        room,
        data: { lastSeq: expect.any(Number), count: expect.any(Number) },
      });
      expect(JSON.stringify(bob.peer.events)).not.toContain('unseen');
      await Promise.all([ada.peer.leave(), bob.peer.leave()]);
    },
  );

  add('full', 'G10: nothing at all reaches someone after the answer to leaving', async (stage) => {
    const room = await stage.room();
    const bobs = await stage.person('bob');
    const ada = await stage.enter(await stage.person('ada'), room);
    const bob = await stage.enter(bobs, room);
    const talking = sayMany(ada.peer, room, 'secret', 100);
    await restOf(stage).rest('POST', `/rooms/${room}/leave`, {}, bobs);
    const heard = seqs(bob.peer).length;
    await talking;
    await say(ada.peer, room, 'last');
    await created(ada.peer, 101);
    await bob.peer.ask('ping');
    expect(seqs(bob.peer)).toHaveLength(heard);
    expect(await bob.peer.event('room.removed')).toMatchObject({ room, data: { reason: 'left' } });
    expect(await bob.peer.refused('history.list', { room })).toMatchObject({
      code: expect.stringMatching(/not_found|forbidden/),
    });
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });

  add('full', 'lets someone who never entered neither send nor list', async (stage) => {
    const room = await stage.room();
    const eve = await stage.enter(await stage.person('eve'), 'general');
    const send = await eve.peer.refused('message.send', { room, body: 'x', clientId: 'x' });
    expect(send).toMatchObject({ code: expect.stringMatching(/not_found|forbidden/) });
    expect(await eve.peer.refused('history.list', { room })).toMatchObject({ code: send.code });
    await eve.peer.leave();
  });

  add('full', 'is present in up to 32 rooms, and in no more', async (stage) => {
    const rooms = await Promise.all(Array.from({ length: 33 }, () => stage.room()));
    const [first = '', ...others] = rooms;
    const { peer } = await stage.enter(await stage.person('ada'), first);
    const last = others.pop() ?? '';
    for (const room of others) await peer.ask('room.enter', { room, history: 0 });
    await peer.refused('room.enter', { room: last });
    await say(peer, first, 'still here');
    expect(await peer.event('message.created')).toMatchObject({ room: first });
    await peer.ask('room.exit', { room: first });
    expect(await peer.ask('room.enter', { room: last })).toMatchObject({ room: last });
    await peer.leave();
  });
});

chapter('reading', (add) => {
  add('full', 'read.set only grows, and is told to one’s other connections', async (stage) => {
    const room = await stage.room();
    const ada = await stage.enter(await stage.person('ada'), room);
    const bob = await stage.enter(await stage.person('bob'), room);
    const other = await stage.enter(await stage.person('bob'), room);
    await sayMany(ada.peer, room, 'm', 4);
    expect(await bob.peer.ask('read.set', { room, seq: 3 })).toEqual({ seq: 3, nth: 3 });
    expect((await other.peer.event('read.changed')).data).toEqual({ room, seq: 3, nth: 3 });
    expect(await bob.peer.ask('read.set', { room, seq: 1 })).toEqual({ seq: 3, nth: 3 });
    await Promise.all([ada, bob, other].map(({ peer }) => peer.leave()));
  });

  add('full', 'counts as unread what is above the mark, and edits and reactions never', async (stage) => {
    const room = await stage.room();
    const bobs = await stage.person('bob');
    const ada = await stage.enter(await stage.person('ada'), room);
    const bob = await stage.enter(bobs, room);
    await sayMany(ada.peer, room, 'm', 4);
    await bob.peer.ask('read.set', { room, seq: 4 });
    await ada.peer.ask('message.edit', { room, seq: 2, body: 'edited' });
    await ada.peer.ask('reaction.add', { room, seq: 3, emoji: '👍' });
    expect(await unread(stage, room)).toBe(0);
    await say(ada.peer, room, 'new');
    expect(await unread(stage, room)).toBe(1);
    await say(bob.peer, room, 'answer');
    expect(await unread(stage, room)).toBe(0);
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });
});

function restOf(stage: Stage): FullTarget {
  return stage.target as FullTarget;
}

async function unread(stage: Stage, room: string): Promise<number> {
  const found = await restOf(stage).rest<{ count: number; read: { nth: number } }>(
    'GET',
    `/rooms/${room}`,
    undefined,
    await stage.person('bob'),
  );
  return found.count - found.read.nth;
}
