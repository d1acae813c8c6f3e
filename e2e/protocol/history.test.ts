import { expect } from 'vitest';
import { chapter } from './cases.ts';
import { say, sayMany } from './words.ts';

chapter('paging through history', (add) => {
  add('both', 'reads backwards in pages, each oldest first, until there is no more', async (stage) => {
    const room = await stage.room();
    const { peer } = await stage.enter(await stage.person('ada'), room);
    await sayMany(peer, room, 'm', 25);
    const found: number[][] = [];
    let before: number | undefined;
    for (let more = true; more; ) {
      const page = await peer.ask('history.list', {
        room,
        limit: 10,
        ...(before !== undefined && { before }),
      });
      found.push(page.messages.map(({ seq }) => seq));
      before = page.messages[0]?.seq;
      more = page.more;
    }
    expect(found.map((page) => page.length)).toEqual([10, 10, 5]);
    expect(found.toReversed().flat()).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    await peer.leave();
  });

  add('both', 'answers 50 when no limit is given', async (stage) => {
    const room = await stage.room();
    const { peer } = await stage.enter(await stage.person('ada'), room);
    await sayMany(peer, room, 'm', 60);
    const page = await peer.ask('history.list', { room });
    expect(page).toMatchObject({ more: true, mine: {} });
    expect(page.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 11));
    await peer.leave();
  });

  add('both', 'answers an empty page before the first message, and in an empty room', async (stage) => {
    const room = await stage.room();
    const { peer } = await stage.enter(await stage.person('ada'), room);
    expect(await peer.ask('history.list', { room })).toMatchObject({ messages: [], more: false });
    await say(peer, room, 'first');
    expect(await peer.ask('history.list', { room, before: 1 })).toMatchObject({ messages: [], more: false });
    expect((await peer.ask('history.list', { room, before: 1_000_000 })).messages).toHaveLength(1);
    await peer.leave();
  });

  add('both', 'ends a page early at 256 KiB, keeping its newest', async (stage) => {
    const room = await stage.room();
    const { peer } = await stage.enter(await stage.person('ada'), room);
    for (let index = 0; index < 60; index += 1) await say(peer, room, '€'.repeat(4_000));
    const page = await peer.ask('history.list', { room, limit: 60 });
    expect(page.more).toBe(true);
    expect(page.messages.at(-1)?.seq).toBe(60);
    const bytes = Buffer.byteLength(JSON.stringify(page.messages));
    expect(bytes).toBeLessThan(262_144 + 16_384);
    expect(bytes).toBeGreaterThan(200_000);
    const entered = await peer.ask('room.enter', { room, history: 60 });
    expect(entered.more).toBe(true);
    expect(entered.messages?.length).toBe(page.messages.length);
    await peer.leave();
  });
});
