import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Signed, TestApp } from '../support/app.ts';
import { openWebSocket } from '../support/peer-websocket.ts';

let server: TestApp;
let stranger: Signed;
let hidden: { id: string; slug: string };
beforeAll(async () => {
  const ready = await TestApp.ready();
  server = ready.server;
  stranger = await server.register('stranger');
  const room = await server.post('/rooms', {
    as: ready.admin,
    body: { name: 'Cellar', slug: 'cellar', access: 'hidden' },
  });
  hidden = room.body;
  await server.post('/rooms/cellar/messages', { as: ready.admin, body: { body: 'Nobody hears this' } });
});
afterAll(() => server.close());

/** Everything an answer tells but its own address: status, headers that depend on it, and each byte of its body. */
async function told(method: string, path: string, name: string): Promise<unknown> {
  const headers = { 'x-request-id': 'the-same' };
  const body = method === 'GET' || method === 'DELETE' ? undefined : {};
  const answer = await server.ask(method, `/api/v1${path.replace('NAME', name)}`, {
    as: stranger,
    headers,
    body,
  });
  const kept = [...answer.headers].filter(([header]) => !['date', 'content-length'].includes(header));
  return { status: answer.status, headers: kept, text: answer.text.replaceAll(name, 'NAME') };
}

describe('check 20: what may not be seen is answered as what is not there', () => {
  test.each([
    ['GET', '/rooms/NAME'],
    ['PATCH', '/rooms/NAME'],
    ['POST', '/rooms/NAME/join'],
    ['POST', '/rooms/NAME/leave'],
    ['GET', '/rooms/NAME/members'],
    ['GET', '/rooms/NAME/presence'],
    ['GET', '/rooms/NAME/messages'],
    ['GET', '/rooms/NAME/changes'],
    ['GET', '/rooms/NAME/messages/1'],
    ['DELETE', '/rooms/NAME/messages/1'],
    ['GET', '/rooms/NAME/messages/1/reactions'],
    ['PUT', '/rooms/NAME/messages/1/reactions/%F0%9F%91%8D'],
  ])('a room: %s %s', async (method, path) => {
    const absent = await told(method, path, randomUUID());
    expect(absent).toMatchObject({ status: 404 });
    expect(await told(method, path, hidden.id)).toEqual(absent);
    expect(await told(method, path, hidden.slug)).toEqual(await told(method, path, 'no-such'));
  });

  test('a person who is not let in yet', async () => {
    const pending = await server.register('pending');
    await server.store.database.transact((transaction) =>
      transaction.updateTable('users').set({ state: 'pending' }).where('id', '=', pending.id).execute(),
    );
    const absent = await told('GET', '/users/NAME', randomUUID());
    expect(absent).toMatchObject({ status: 404 });
    expect(await told('GET', '/users/NAME', pending.id)).toEqual(absent);
    expect(await told('GET', '/users/NAME', '@pending')).toEqual(await told('GET', '/users/NAME', '@nobody'));
  });

  test.each(['room.enter', 'message.send', 'history.list', 'typing.start', 'read.set', 'message.delete'])(
    'a room: the command %s',
    async (type) => {
      const headers = { authorization: `Bearer ${stranger.token}` };
      const peer = await openWebSocket(`${server.url}/ws`, { headers });
      const data = { seq: 1, body: 'Hi', clientId: 'c1' };
      const absent = await peer.refused(type, { room: randomUUID(), ...data });
      expect(absent.code).toBe('not_found');
      expect(await peer.refused(type, { room: hidden.id, ...data })).toEqual(absent);
      expect(await peer.refused(type, { room: hidden.slug, ...data })).toEqual(absent);
      peer.vanish();
    },
  );
});
