import { expect } from 'vitest';
import type { Peer } from '../support/peer.ts';
import { chapter, type Stage } from './cases.ts';
import { created, replayed, sayMany, seqs } from './words.ts';

chapter('entering with history', (add) => {
  add('both', 'R6: gives the newest n, oldest first, and says whether there are more', async (stage) => {
    const room = await roomOf(stage, 7);
    const { peer, entered } = await stage.enter(await stage.person('bob'), room, { history: 5 });
    expect(entered).toMatchObject({ room, seq: 7, more: true, epoch: peer.welcome.epoch });
    expect(entered.messages?.map(({ seq }) => seq)).toEqual([3, 4, 5, 6, 7]);
    expect(entered).not.toHaveProperty('reset');
    const all = await peer.ask('room.enter', { room, history: 7 });
    expect(all).toMatchObject({ more: false });
    expect(all.messages).toHaveLength(7);
    await peer.leave();
  });

  add('both', 'gives none for history 0, and 50 when room.enter does not say', async (stage) => {
    const room = await roomOf(stage, 60);
    const { peer } = await stage.enter(await stage.person('bob'), room, { history: 0 });
    expect(await peer.ask('room.enter', { room, history: 0 })).toMatchObject({ messages: [], more: true });
    const page = await peer.ask('room.enter', { room });
    expect(page.messages).toHaveLength(50);
    expect(page.messages?.[0]?.seq).toBe(11);
    await peer.leave();
  });

  add('both', 'continues live with the number after the reply', async (stage) => {
    const room = await roomOf(stage, 3);
    const ada = await stage.enter(await stage.person('ada'), room, { history: 0 });
    const { peer, entered } = await stage.enter(await stage.person('bob'), room, { history: 1 });
    await sayMany(ada.peer, room, 'live', 20);
    await created(peer, 23);
    expect(entered.seq).toBe(3);
    expect(seqs(peer)).toEqual(range(4, 23));
    expect(replayed(peer)).toEqual([]);
    await Promise.all([ada.peer.leave(), peer.leave()]);
  });

  add('both', 'says who is present', async (stage) => {
    const room = await stage.room();
    const ada = await stage.enter(await stage.person('ada'), room);
    const bob = await stage.enter(await stage.person('bob'), room);
    expect(bob.entered.present.map(({ user }) => user.handle).sort()).toEqual(['ada', 'bob']);
    const present = bob.entered.present.find(({ user }) => user.handle === 'ada');
    expect(present).toEqual({
      user: {
        id: ada.peer.welcome.user?.id,
        handle: 'ada',
        name: expect.any(String),
        hue: expect.any(Number),
      },
      state: 'online',
      status: null,
    });
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });
});

chapter('entering with after', (add) => {
  add('both', 'R20: after 0 replays everything, in order, then room.synced', async (stage) => {
    const room = await roomOf(stage, 30);
    const { peer, entered } = await stage.enter(await stage.person('bob'), room, { after: 0 });
    expect(entered).toMatchObject({ room, seq: 30, replay: true });
    expect(entered).not.toHaveProperty('messages');
    const synced = await peer.event('room.synced');
    expect(synced).toMatchObject({ room, seq: 30, data: expect.any(Object) });
    expect(replayed(peer).map(({ seq }) => seq)).toEqual(range(1, 30));
    expect(order(peer)).toEqual(['reply', 'replay', 'room.synced']);
    await peer.leave();
  });

  add('both', 'gives in a replay the very message that was told live', async (stage) => {
    const room = await stage.room();
    const ada = await stage.enter(await stage.person('ada'), room);
    await ada.peer.ask('message.send', { room, body: '"quotes" 🏮 \\', clientId: 'id "1"', replyTo: null });
    const live = await created(ada.peer, 1);
    const { peer } = await stage.enter(await stage.person('bob'), room, { after: 0 });
    expect(await created(peer, 1)).toEqual({ ...live, replay: true });
    const page = await peer.ask('history.list', { room });
    expect(page.messages).toEqual([live.data]);
    await Promise.all([ada.peer.leave(), peer.leave()]);
  });

  add('both', 'replays only what is after the cursor', async (stage) => {
    const room = await roomOf(stage, 10);
    const { peer } = await stage.enter(await stage.person('bob'), room, { after: 7 });
    await peer.event('room.synced');
    expect(seqs(peer)).toEqual([8, 9, 10]);
    await peer.leave();
  });

  add('both', 'replays nothing for a cursor at the end, and still says synced', async (stage) => {
    const room = await roomOf(stage, 4);
    const { peer, entered } = await stage.enter(await stage.person('bob'), room, { after: 4 });
    expect(entered).toMatchObject({ seq: 4, replay: true });
    expect(await peer.event('room.synced')).toMatchObject({ seq: 4 });
    expect(seqs(peer)).toEqual([]);
    await peer.leave();
  });

  add('both', 'resumes with the right epoch', async (stage) => {
    const room = await roomOf(stage, 4);
    const { peer, entered } = await stage.enter(await stage.person('bob'), room, { history: 0 });
    await peer.leave();
    const again = await stage.enter(await stage.person('bob'), room, { after: 2, epoch: entered.epoch });
    expect(again.entered).toMatchObject({ replay: true });
    await again.peer.event('room.synced');
    expect(seqs(again.peer)).toEqual([3, 4]);
    await again.peer.leave();
  });

  add('both', 'G07: says reset for another epoch, and gives the newest 50 instead', async (stage) => {
    const room = await roomOf(stage, 55);
    const { peer, entered } = await stage.enter(await stage.person('bob'), room, {
      after: 2,
      epoch: 'another',
    });
    expect(entered).toMatchObject({ reset: 'epoch', more: true, seq: 55 });
    expect(entered.messages?.map(({ seq }) => seq)).toEqual(range(6, 55));
    expect(entered).not.toHaveProperty('replay');
    await peer.leave();
  });

  add('both', 'G07: says reset for a cursor from the future', async (stage) => {
    const room = await roomOf(stage, 3);
    const { peer, entered } = await stage.enter(await stage.person('bob'), room, { after: 4 });
    expect(entered).toMatchObject({ reset: 'ahead', seq: 3, more: false });
    expect(entered.messages).toHaveLength(3);
    await peer.leave();
  });

  add('both', 'says reset far when more than limit changed, and replays when not', async (stage) => {
    const room = await roomOf(stage, 60);
    const bob = await stage.person('bob');
    const far = await stage.enter(bob, room, { after: 10, limit: 49 });
    expect(far.entered).toMatchObject({ reset: 'far', more: true });
    expect(far.entered.messages?.map(({ seq }) => seq)).toEqual(range(11, 60));
    const near = await stage.enter(bob, room, { after: 10, limit: 50 });
    expect(near.entered).toMatchObject({ replay: true });
    await near.peer.event('room.synced');
    expect(seqs(near.peer)).toEqual(range(11, 60));
    await Promise.all([far.peer.leave(), near.peer.leave()]);
  });

  add('both', 'R28, G06: goes live without gap or double while others keep sending', async (stage) => {
    const room = await roomOf(stage, 400);
    const ada = await stage.enter(await stage.person('ada'), room, { history: 0 });
    const talking = sayMany(ada.peer, room, 'meanwhile', 400);
    const entering = Array.from({ length: 5 }, async (_, index) =>
      stage.enter(await stage.person('bob'), room, { after: index * 100 }),
    );
    const late = await Promise.all(entering);
    await talking;
    for (const [index, { peer, entered }] of late.entries()) {
      await created(peer, 800);
      expect(seqs(peer)).toEqual(range(index * 100 + 1, 800));
      const synced = await peer.event('room.synced');
      expect(synced.seq).toBeGreaterThanOrEqual(entered.seq);
      expect(Math.max(0, ...replayed(peer).map(({ seq }) => seq ?? 0))).toBeLessThanOrEqual(synced.seq ?? 0);
      const live = peer.events
        .slice(peer.events.indexOf(synced) + 1)
        .filter(({ type }) => type.startsWith('message.'));
      expect(live.map(({ seq }) => seq)).toEqual(range((synced.seq ?? 0) + 1, 800));
      await peer.leave();
    }
    await ada.peer.leave();
  });

  add(
    'both',
    'starts anew when the room is entered again, with nothing of it before the reply',
    async (stage) => {
      const room = await roomOf(stage, 300);
      const ada = await stage.enter(await stage.person('ada'), room, { history: 0 });
      const { peer } = await stage.enter(await stage.person('bob'), room, { after: 0 });
      const talking = sayMany(ada.peer, room, 'more', 100);
      const reply = await peer.ask('room.enter', { room, after: 290 });
      const start = peer.received.findIndex((frame) => 'ok' in frame && frame.ok && frame.data === reply);
      await talking;
      const synced = (event: object) => peer.received.indexOf(event as never) > start;
      await peer.event((event) => event.type === 'room.synced' && synced(event));
      await created(peer, 400);
      const after = peer.received
        .slice(start + 1)
        .filter((frame) => 'type' in frame && frame.type === 'message.created');
      expect(after.map((frame) => ('seq' in frame ? frame.seq : 0))).toEqual(range(291, 400));
      await Promise.all([ada.peer.leave(), peer.leave()]);
    },
  );

  add('both', 'R26: keeps all of it over a restart', async (stage) => {
    const room = await roomOf(stage, 12);
    const before = await stage.enter(await stage.person('bob'), room, { history: 0 });
    await stage.target.restart('SIGTERM');
    const { peer, entered } = await stage.enter(await stage.person('bob'), room, {
      after: 0,
      epoch: before.entered.epoch,
    });
    expect(entered).toMatchObject({ replay: true, seq: 12 });
    await peer.event('room.synced');
    expect(seqs(peer)).toEqual(range(1, 12));
    await peer.leave();
  });
});

chapter('entering by URL', { over: 'websocket' }, (add) => {
  add('lite', 'R20: gives the whole history when nothing is asked', async (stage) => {
    const room = await roomOf(stage, 60);
    const peer = await stage.open(`?room=${room}`);
    expect(await peer.reply('room')).toMatchObject({ data: { replay: true, seq: 60 } });
    await peer.event('room.synced');
    expect(seqs(peer)).toEqual(range(1, 60));
    await peer.leave();
  });

  add('full', 'gives the newest 50 when nothing is asked, and takes history and after', async (stage) => {
    const room = await roomOf(stage, 60);
    const { token } = await stage.person('bob');
    const headers = { authorization: `Bearer ${token}` };
    const plain = await stage.open(`?room=${room}`, { headers });
    expect(await plain.reply('room')).toMatchObject({ data: { seq: 60, more: true } });
    const five = await stage.open(`?room=${room}&history=5`, { headers });
    expect(await five.reply('room')).toMatchObject({ data: { messages: { length: 5 } } });
    const after = await stage.open(`?room=${room}&after=58`, { headers });
    expect(await after.reply('room')).toMatchObject({ data: { replay: true } });
    await after.event('room.synced');
    expect(seqs(after)).toEqual([59, 60]);
    await Promise.all([plain.leave(), five.leave(), after.leave()]);
  });
});

/** A new room with so many messages. */
async function roomOf(stage: Stage, count: number): Promise<string> {
  const room = await stage.room();
  const { peer } = await stage.enter(await stage.person('ada'), room);
  for (let sent = 0; sent < count; sent += 100) {
    await sayMany(peer, room, `old${sent}-`, Math.min(100, count - sent));
  }
  await peer.leave();
  return room;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** The phases of an entering in the order in which they began. */
function order(peer: Peer): string[] {
  const phases = peer.received.flatMap((frame) => {
    if ('ok' in frame) return ['reply'];
    if (frame.replay) return ['replay'];
    return frame.type === 'room.synced' ? [frame.type] : [];
  });
  return phases.filter((phase, index) => phase !== phases[index - 1]);
}
