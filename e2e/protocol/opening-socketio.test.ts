import { expect } from 'vitest';
import { openSocketIo } from '../support/peer-socketio.ts';
import { chapter } from './cases.ts';

chapter('opening Socket.IO', { over: 'socketio' }, (add) => {
  add('full', 'greets with session.welcome, naming the user', async (stage) => {
    const ada = await stage.person('ada');
    const peer = await openSocketIo(stage.target.url, { token: ada.token ?? '' });
    expect(peer.welcome).toMatchObject({ protocol: 1, user: { id: ada.id, handle: 'ada' } });
    await peer.leave();
  });

  add('full', 'refuses a wrong token with a connect_error that carries the problem', async (stage) => {
    const refused = openSocketIo(stage.target.url, { token: 'nonsense' });
    await expect(refused).rejects.toMatchObject({ status: 401, problem: { code: 'unauthenticated' } });
  });

  add('full', 'refuses a connection without a token', async (stage) => {
    const refused = openSocketIo(stage.target.url);
    await expect(refused).rejects.toMatchObject({ status: 401, problem: { code: 'unauthenticated' } });
  });

  add('full', 'refuses a foreign origin on polling and on WebSocket', async (stage) => {
    const { token } = await stage.person('ada');
    for (const transports of [['polling'], ['websocket']] as const) {
      const headers = { origin: 'https://evil.example' };
      await expect(
        openSocketIo(stage.target.url, { token: token ?? '', headers, transports }),
      ).rejects.toThrow();
    }
  });

  add('full', 'carries the same words over polling', async (stage) => {
    const { token } = await stage.person('ada');
    const room = await stage.room();
    const peer = await openSocketIo(stage.target.url, { token: token ?? '', transports: ['polling'] });
    expect(await peer.ask('room.enter', { room })).toMatchObject({ room, messages: [] });
    await peer.leave();
  });

  add('full', 'tells a failure without acknowledgement as the event problem', async (stage) => {
    const { token } = await stage.person('ada');
    const peer = await openSocketIo(stage.target.url, { token: token ?? '' });
    peer.post('no.such.command');
    expect(await peer.ask('ping')).toEqual({});
    expect(peer.received).toContainEqual(
      expect.objectContaining({ ok: false, problem: expect.objectContaining({ code: 'unknown_command' }) }),
    );
    await peer.leave();
  });
});
