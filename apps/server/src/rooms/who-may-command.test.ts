import type { CommandType } from '@parlor/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Signed, TestApp } from '../../../../e2e/support/app.ts';
import { openWebSocket } from '../../../../e2e/support/peer-websocket.ts';

let server: TestApp;
let ada: Signed;
let stranger: Signed;
let removed: Signed;
let barred: Signed;
const rooms: Record<'open' | 'hidden', string> = { open: '', hidden: '' };
beforeAll(async () => {
  ({ server } = await TestApp.ready());
  ada = await server.register('ada');
  stranger = await server.register('stranger');
  removed = await server.register('removed');
  barred = await server.register('barred');
  for (const access of ['open', 'hidden'] as const) {
    const { body } = await server.post('/rooms', { as: ada, body: { access } });
    rooms[access] = body.id;
    await server.post(`/rooms/${body.id}/messages`, { as: ada, body: { body: 'Hi', clientId: 'c' } });
    const path = `/api/v1/rooms/${body.id}/members/${removed.id}`;
    await server.ask('PUT', path, { as: ada, body: {} });
    await server.ask('DELETE', path, { as: ada, body: {} });
    await server.ask('PUT', `/api/v1/rooms/${body.id}/block-list/${barred.id}`, { as: ada, body: {} });
  }
}, 30_000);
afterAll(() => server.close(), 30_000);

type Rest = (room: string, as: Signed) => Promise<Answer>;
interface Row {
  readonly data: object;
  /** What is the same over HTTP; none where HTTP has no such thing. */
  readonly rest?: Rest;
}

const message =
  (method: string, path = '', body?: object): Rest =>
  (room, as) =>
    server.ask(method, `/api/v1/rooms/${room}/messages${path}`, { as, ...(body && { body }) });

/** Each command that is about a room, and the same over HTTP: a new command without its row does not compile. */
const rows: Record<CommandType, Row | 'about no room' | 'judged by its own tests'> = {
  ping: 'about no room',
  'session.hello': 'about no room',
  'presence.set': 'about no room',
  // Whoever may come in becomes a member by it.
  'room.enter': 'judged by its own tests',
  // Closing what is not open is well, for whoever may know of the room.
  'room.exit': 'judged by its own tests',
  'message.send': {
    data: { body: 'x', clientId: 'x' },
    rest: message('POST', '', { body: 'x', clientId: 'x' }),
  },
  'message.edit': { data: { seq: 1, body: 'x' }, rest: message('PATCH', '/1', { body: 'x' }) },
  'message.delete': { data: { seq: 1 }, rest: message('DELETE', '/1') },
  'message.restore': { data: { seq: 1 }, rest: message('POST', '/1/restore') },
  'reaction.add': {
    data: { seq: 1, emoji: '👍' },
    rest: message('PUT', `/1/reactions/${encodeURIComponent('👍')}`),
  },
  'reaction.remove': {
    data: { seq: 1, emoji: '👍' },
    rest: message('DELETE', `/1/reactions/${encodeURIComponent('👍')}`),
  },
  'history.list': { data: {}, rest: message('GET') },
  'typing.start': { data: {} },
  'typing.stop': { data: {} },
  'read.set': { data: { seq: 1 } },
};

const cases = Object.entries(rows).flatMap(([type, row]) =>
  typeof row === 'string' ? [] : [[type, row] as const],
);

describe('check 9: who does not belong to a room', () => {
  test.each(cases)('%s is refused, and as HTTP refuses it', async (type, { data, rest }) => {
    for (const [access, room] of Object.entries(rooms)) {
      for (const as of [stranger, removed, barred]) {
        const peer = await openWebSocket(`${server.url}/ws`, {
          headers: { authorization: `Bearer ${as.token}` },
        });
        const { code, status, detail } = await peer.refused(type, { room, ...data });
        expect(code, `${access}, ${as.handle}`).toBe(access === 'open' ? 'forbidden' : 'not_found');
        const answer = await rest?.(room, as);
        if (answer) expect({ code, status, detail }).toEqual({ ...pick(answer), status: answer.status });
        await peer.leave();
      }
    }
    const { body } = await server.get(`/rooms/${rooms.open}`, { as: ada });
    expect({ lastSeq: body.lastSeq, count: body.count }).toEqual({ lastSeq: 1, count: 1 });
  });

  test.each(cases)('%s of somebody who has not signed in is refused', async (type, { data }) => {
    const peer = await openWebSocket(`${server.url}/ws`);
    expect((await peer.refused(type, { room: rooms.open, ...data })).code).toBe('unauthenticated');
    await peer.leave();
  });

  test('room.enter lets in nobody who is blocked, and tells nobody of a hidden room', async () => {
    for (const [as, open, hidden] of [
      [barred, 'blocked', 'not_found'],
      [stranger, undefined, 'not_found'],
    ] as const) {
      const peer = await openWebSocket(`${server.url}/ws`, {
        headers: { authorization: `Bearer ${as.token}` },
      });
      expect((await peer.refused('room.enter', { room: rooms.hidden })).code).toBe(hidden);
      expect((await peer.refused('room.exit', { room: rooms.hidden })).code).toBe('not_found');
      if (open) expect((await peer.refused('room.enter', { room: rooms.open })).code).toBe(open);
      await peer.leave();
    }
  });
});

const pick = ({ body }: Answer) => ({ code: body.code as string, detail: body.detail as string });
