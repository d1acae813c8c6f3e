import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Signed, TestApp } from '../../../../e2e/support/app.ts';
import { toBuckets } from './rail.ts';

let server: TestApp;
let admin: Signed;
let ada: Signed;
let bob: Signed;
let eve: Signed;
let room: string;
beforeAll(async () => {
  ({ server, admin } = await TestApp.ready());
  ada = await server.register('ada');
  bob = await server.register('bob');
  eve = await server.register('eve');
  room = (await server.post('/rooms', { as: ada, body: { name: 'Back', access: 'hidden' } })).body.id;
  await server.ask('PUT', `/api/v1/rooms/${room}/members/${bob.id}`, { as: ada, body: {} });
}, 30_000);
afterAll(() => server.close(), 30_000);

let sent = 0;
const say = async (body: string, as = ada, where = room): Promise<number> => {
  const answer = await server.post(`/rooms/${where}/messages`, {
    as,
    body: { body, clientId: `m${sent++}` },
  });
  return answer.body.seq;
};
const put = (path: string, as: Signed) => server.ask('PUT', `/api/v1/rooms/${room}/${path}`, { as });

describe('pins', () => {
  test('are set by who moderates, take a number each, and are listed newest first', async () => {
    const [one, two] = [await say('one'), await say('two', bob)];
    expect((await put(`messages/${one}/pin`, bob)).body.code).toBe('forbidden');
    const { version } = (await put(`messages/${one}/pin`, ada)).body;
    expect(version).toBe(two + 1);
    expect((await put(`messages/${one}/pin`, ada)).body.version).toBe(version);
    await put(`messages/${two}/pin`, ada);
    const pins = async () => (await server.get(`/rooms/${room}/pins`, { as: bob })).body.items;
    expect((await pins()).map(({ seq }: { seq: number }) => seq)).toEqual([two, one]);
    expect((await pins())[0]).toMatchObject({ pinned: true, body: 'two' });
    await server.delete(`/rooms/${room}/messages/${two}/pin`, { as: ada });
    await server.delete(`/rooms/${room}/messages/${one}`, { as: ada });
    expect(await pins()).toEqual([]);
    expect((await put(`messages/${one}/pin`, ada)).body.code).toBe('gone');
    expect((await put('messages/999999/pin', ada)).body.code).toBe('not_found');
    const { body } = await server.get(`/moderation-log?room=${room}`, { as: admin });
    expect(body.items.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['pin', 'unpin']),
    );
  });
});

describe('what a message said before', () => {
  test('is kept for each edit, and told of no deleted message', async () => {
    const seq = await say('first');
    const path = `/rooms/${room}/messages/${seq}`;
    for (const body of ['second', 'third']) await server.patch(path, { as: ada, body: { body } });
    const { body } = await server.get(`${path}/history`, { as: bob });
    expect(body.items.map((former: { body: string }) => former.body)).toEqual(['first', 'second']);
    await server.delete(path, { as: ada });
    expect((await server.get(`${path}/history`, { as: bob })).body.code).toBe('gone');
    expect((await server.get(`/rooms/${room}/messages/999999/history`, { as: bob })).body.code).toBe(
      'not_found',
    );
  });
});

describe('the time rail', () => {
  test('says when a room talked, and `at` goes there', async () => {
    const where = (await server.post('/rooms', { as: eve, body: {} })).body.id;
    expect((await server.get(`/rooms/${where}/histogram`, { as: eve })).body).toEqual({
      items: [],
      count: 0,
    });
    const seqs: number[] = [];
    for (let hour = 0; hour < 6; hour += 1) {
      for (let count = 0; count <= hour; count += 1) seqs.push(await say(`at ${hour}`, eve, where));
      server.clock.ahead += 3_600_000;
    }
    const { body } = await server.get(`/rooms/${where}/histogram?buckets=12`, { as: eve });
    expect(body.count).toBe(21);
    expect(body.items).toHaveLength(12);
    expect(body.items.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(21);
    const at = new Date(Date.now() + server.clock.ahead - 3.5 * 3_600_000).toISOString();
    const there = await server.get(`/rooms/${where}/messages?limit=4&order=asc&at=${at}`, { as: eve });
    expect(there.body.items.map((message: { body: string }) => message.body)).toEqual([
      'at 2',
      'at 2',
      'at 3',
      'at 3',
    ]);
    expect((await server.get(`/rooms/${where}/histogram?buckets=0`, { as: eve })).status).toBe(422);
    expect((await server.get(`/rooms/${where}/messages?at=yesterday`, { as: eve })).status).toBe(422);
  });

  test('shares sampled messages out so that nothing is lost', () => {
    const samples = [1, 101, 201].map((seq) => ({ seq, nth: seq, at: seq * 10 }));
    const buckets = toBuckets(samples, 4);
    expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(201);
    for (const { count } of buckets) expect(Math.abs(count - 50)).toBeLessThan(3);
    expect(toBuckets([], 4)).toEqual([]);
  });
});

describe('reports', () => {
  test('come from who may read, reach who moderates the server, and show the message and five around it', async () => {
    const seqs: number[] = [];
    for (let count = 0; count < 20; count += 1) seqs.push(await say(`line ${count}`, bob));
    const seq = seqs[10] ?? 0;
    const report = (as: Signed, which = seq) =>
      server.post(`/rooms/${room}/messages/${which}/report`, { as, body: { reason: 'spam', words: 'See' } });
    expect((await report(ada)).status).toBe(204);
    expect((await report(ada)).status).toBe(204);
    expect((await report(eve)).body.code).toBe('not_found');
    expect((await report(ada, 999_999)).body.code).toBe('not_found');
    expect((await server.get('/reports', { as: ada })).body.code).toBe('forbidden');
    const { body: queue } = await server.get('/reports', { as: admin });
    expect(queue.items).toMatchObject([{ room, seq, reporter: ada.id, state: 'open' }]);
    const { body: shown } = await server.get(`/reports/${queue.items[0].id}`, { as: admin });
    expect(shown.messages.map((message: { seq: number }) => message.seq)).toEqual(seqs.slice(5, 16));
    expect((await server.get(`/rooms/${room}/messages`, { as: admin })).status).toBe(404);
    const log = await server.get(`/moderation-log?room=${room}`, { as: admin });
    expect(log.body.items[0]).toMatchObject({ action: 'read-report', actor: admin.id, seq });
    const move = (state: string, as = admin) =>
      server.patch(`/reports/${queue.items[0].id}`, { as, body: { state } });
    expect((await move('acted', ada)).body.code).toBe('forbidden');
    expect((await move('claimed')).status).toBe(204);
    expect((await move('acted')).status).toBe(204);
    expect((await move('dismissed')).body.code).toBe('conflict');
    expect((await server.get('/reports', { as: admin })).body.items).toEqual([]);
    expect((await server.get('/reports/none', { as: admin })).status).toBe(404);
  });
});

describe('check 12: a message number of another room', () => {
  test('names nothing: pin, history, report, reply', async () => {
    const other = (await server.post('/rooms', { as: bob, body: {} })).body.id;
    const seq = await say('only here');
    for (const path of [`messages/${seq}/history`, `messages/${seq}`]) {
      expect((await server.get(`/rooms/${other}/${path}`, { as: bob })).status).toBe(404);
    }
    const pin = await server.ask('PUT', `/api/v1/rooms/${other}/messages/${seq}/pin`, { as: bob });
    expect(pin.status).toBe(404);
    const report = { as: bob, body: { reason: 'spam' } };
    expect((await server.post(`/rooms/${other}/messages/${seq}/report`, report)).status).toBe(404);
    const reply = { as: bob, body: { body: 'Re', replyTo: seq, clientId: 'reply' } };
    expect((await server.post(`/rooms/${other}/messages`, reply)).status).toBe(404);
  });

  test('strangers are told of nothing, as if there were no room', async () => {
    const seq = await say('secret');
    for (const path of ['pins', 'histogram', `messages/${seq}/history`]) {
      const real = await server.get(`/rooms/${room}/${path}`, { as: eve });
      const none = await server.get(`/rooms/01a00000-0000-7000-8000-000000000000/${path}`, { as: eve });
      expect({ status: real.status, code: real.body.code, detail: real.body.detail }).toEqual({
        status: none.status,
        code: none.body.code,
        detail: none.body.detail,
      });
      expect(real.status).toBe(404);
    }
  });
});
