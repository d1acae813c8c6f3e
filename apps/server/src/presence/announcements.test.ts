import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Signed, TestApp } from '../../../../e2e/support/app.ts';
import { openWebSocket } from '../../../../e2e/support/peer-websocket.ts';

let server: TestApp;
let admin: Signed;
let ada: Signed;
let bob: Signed;
beforeAll(async () => {
  ({ server, admin } = await TestApp.ready());
  ada = await server.register('ada');
  bob = await server.register('bob');
}, 30_000);
afterAll(() => server.close(), 30_000);

const connect = ({ token }: Signed) =>
  openWebSocket(`${server.url}/ws`, { headers: { authorization: `Bearer ${token}` } });
const announce = (body: object, as: Signed) => server.post('/admin/announcements', { as, body });

describe('R66: an announcement', () => {
  test('reaches everyone who is connected, in whichever room, and nobody who has not signed in', async () => {
    const [one, two, stranger] = [
      await connect(ada),
      await connect(bob),
      await openWebSocket(`${server.url}/ws`),
    ];
    await one.ask('room.enter', { room: 'general' });
    const answer = await announce({ text: 'Back in five minutes', level: 'warning' }, admin);
    expect(answer).toMatchObject({ status: 202, body: { connections: 2 } });
    for (const peer of [one, two]) {
      expect((await peer.event('notice')).data).toEqual({ level: 'warning', text: 'Back in five minutes' });
    }
    await stranger.ask('ping');
    expect(JSON.stringify(stranger.received)).not.toContain('Back in');
    await Promise.all([one.leave(), two.leave(), stranger.leave()]);
  });

  test('is an admin’s, and says something', async () => {
    expect((await announce({ text: 'Hi' }, ada)).body.code).toBe('forbidden');
    for (const text of ['', ' ', 'x'.repeat(501)]) expect((await announce({ text }, admin)).status).toBe(422);
    expect((await announce({ text: 'Hi', level: 'panic' }, admin)).status).toBe(422);
  });
});

describe('check 18: a mention across a block', () => {
  test('is told by no notice, also while the room is open on no connection', async () => {
    const peer = await connect(bob);
    const say = (body: string) =>
      server.post('/rooms/general/messages', { as: ada, body: { body, clientId: body } });
    await say('Hello @bob');
    await peer.event('mention.created');
    await server.ask('PUT', `/api/v1/users/${ada.id}/block`, { as: bob });
    const { body } = await say('Again @bob');
    expect(body.mentions).toMatchObject([{ user: bob.id }]);
    await peer.ask('ping');
    expect(peer.events.filter(({ type }) => type === 'mention.created')).toHaveLength(1);
    await peer.leave();
  });
});

describe('being muted and unmuted with the room open', () => {
  test('takes effect at once, both ways', async () => {
    const made = await server.post('/rooms', { as: ada, body: { name: 'Quiet' } });
    const room = made.body.id;
    const peer = await connect(bob);
    await peer.ask('room.enter', { room });
    const mute = `/api/v1/rooms/${room}/mutes/${bob.id}`;
    await server.ask('PUT', mute, { as: ada, body: {} });
    const refused = () => peer.refused('message.send', { room, body: 'x', clientId: 'x' });
    expect((await refused()).code).toBe('muted');
    await server.ask('DELETE', mute, { as: ada });
    await peer.ask('message.send', { room, body: 'x', clientId: 'x' });
    await server.patch(`/rooms/${room}`, { as: ada, body: { locked: true } });
    expect(await peer.event('room.updated')).toMatchObject({ room, data: { locked: true } });
    const locked = await peer.refused('message.send', { room, body: 'y', clientId: 'y' });
    expect(locked.code).toBe('room_locked');
    expect(await peer.ask('message.send', { room, body: 'x', clientId: 'x' })).toMatchObject({
      duplicate: true,
    });
    await server.patch(`/rooms/${room}`, { as: ada, body: { locked: false } });
    await peer.ask('message.send', { room, body: 'y', clientId: 'y' });
    await peer.leave();
  });
});
