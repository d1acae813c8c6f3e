import { expect } from 'vitest';
import { chapter } from './cases.ts';
import { say } from './words.ts';

chapter('shutting down', (add) => {
  add('both', 'G09: says goodbye and closes with 4000 on SIGTERM, and ends with 0', async (stage) => {
    const room = await stage.room();
    const { peer } = await stage.enter(await stage.person('ada'), room);
    await say(peer, room, 'kept');
    const ended = stage.target.stop('SIGTERM');
    expect((await peer.event('session.goodbye')).data).toMatchObject({
      code: 4000,
      reconnect: true,
      afterMs: expect.any(Number),
    });
    expect(await peer.closed()).toMatchObject({ code: 4000 });
    expect(await ended).toBe(0);
    await stage.target.restart('SIGTERM');
    const back = await stage.enter(await stage.person('ada'), room, { history: 5 });
    expect(back.entered.messages?.map(({ body }) => body)).toEqual(['kept']);
    await back.peer.leave();
  });
});
