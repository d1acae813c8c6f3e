import { expect } from 'vitest';
import type { RawPeer } from '../support/peer.ts';
import { chapter } from './cases.ts';
import { created, say, seqs } from './words.ts';

const LARGE = '€'.repeat(4_000);
/** Far more than the limit and what the systems on both sides buffer by themselves. */
const MESSAGES = 1_600;
const WINDOW = 50;

chapter('bounds', { over: 'websocket' }, (add) => {
  add(
    'both',
    'G11: closes a connection that does not read with 4008, and the others miss nothing',
    async (stage) => {
      const room = await stage.room();
      const ada = await stage.enter(await stage.person('ada'), room);
      const bob = await stage.enter(await stage.person('bob'), room);
      const slow = (await stage.enter(await stage.person('eve'), room)).peer as RawPeer;
      slow.pause();
      for (let sent = 0; sent < MESSAGES; sent += WINDOW) {
        await Promise.all(Array.from({ length: WINDOW }, () => say(ada.peer, room, LARGE)));
      }
      await created(bob.peer, MESSAGES);
      expect(seqs(bob.peer)).toHaveLength(MESSAGES);
      slow.resume();
      await slow.closed();
      const goodbye = slow.events.find(({ type }) => type === 'session.goodbye');
      if (goodbye) expect(goodbye.data).toMatchObject({ code: 4008, reconnect: true });
      // What it did get is whole: it enters again with the last of it and has lost nothing.
      const last = seqs(slow).at(-1) ?? 0;
      expect(seqs(slow)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
      expect(last).toBeLessThan(MESSAGES);
      const again = await stage.enter(await stage.person('eve'), room, { after: last });
      await created(again.peer, MESSAGES);
      expect(seqs(again.peer)[0]).toBe(last + 1);
      await Promise.all([ada, bob, again].map(({ peer }) => peer.leave()));
    },
  );
});
