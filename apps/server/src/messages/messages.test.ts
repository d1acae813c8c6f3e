import type { Message } from '@parlor/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, type Signed, TestApp } from '../../../../e2e/support/app.ts';
import { openWebSocket } from '../../../../e2e/support/peer-websocket.ts';

let server: TestApp;
let ada: Signed;
let bob: Signed;
let room: string;
let rooms = 0;

beforeAll(async () => {
  ({ server } = await TestApp.ready());
  [ada, bob] = [await server.register('ada'), await server.register('bob')];
});
afterAll(() => server.close());
beforeEach(async () => {
  rooms += 1;
  const made = await server.post('/rooms', {
    as: ada,
    body: { name: `Room ${rooms}`, access: 'password', password: 'sesame' },
  });
  room = made.body.id;
  await server.post(`/rooms/${room}/join`, { as: bob, body: { password: 'sesame' } });
});

const url = (rest = '') => `/rooms/${room}/messages${rest}`;
const send = (body: string, as = ada, more: object = {}) =>
  server.post(url(), { as, body: { body, ...more } });
const react = (method: 'PUT' | 'DELETE', seq: number, emoji: string, as = ada) =>
  server.ask(method, `/api/v1${url(`/${seq}/reactions/${encodeURIComponent(emoji)}`)}`, { as });
const seqsOf = ({ body }: Answer) => body.items.map(({ seq }: Message) => seq);

describe('listing', () => {
  beforeEach(async () => {
    for (let index = 1; index <= 7; index += 1) await send(`Message ${index}`);
  });
  const list = (query = '') => server.get(url(query), { as: ada });

  test('R34, R36: newest first, and page by page without a hole', async () => {
    const pages: number[][] = [];
    let page = await list('?limit=3');
    for (pages.push(seqsOf(page)); page.body.page.hasMore; pages.push(seqsOf(page)))
      page = await list(`?limit=3&before=${page.body.page.next}`);
    expect(pages).toEqual([[7, 6, 5], [4, 3, 2], [1]]);
    expect(page.body.page).toEqual({ next: null, prev: '1', hasMore: false });
  });

  test('R36: oldest first on request, and page by page', async () => {
    const first = await list('?limit=4&order=asc');
    expect(seqsOf(first)).toEqual([1, 2, 3, 4]);
    expect(first.body.page).toEqual({ next: '4', prev: null, hasMore: true });
    const second = await list('?limit=4&order=asc&after=4');
    expect(seqsOf(second)).toEqual([5, 6, 7]);
    expect(second.body.page).toMatchObject({ next: null, prev: '5', hasMore: false });
  });

  test('after a message gives those that follow it, whichever comes first in the list', async () => {
    const page = await list('?limit=2&after=3');
    expect(seqsOf(page)).toEqual([5, 4]);
    expect(page.body.page).toEqual({ next: '5', prev: '4', hasMore: true });
    expect(seqsOf(await list(`?limit=5&after=${page.body.page.next}`))).toEqual([7, 6]);
  });

  test('before a message, oldest first, goes on towards older ones', async () => {
    const page = await list('?limit=2&before=6&order=asc');
    expect(seqsOf(page)).toEqual([4, 5]);
    expect(page.body.page).toEqual({ next: '4', prev: '5', hasMore: true });
  });

  test('around a message gives half before it and half from it on', async () => {
    expect(seqsOf(await list('?limit=4&around=4'))).toEqual([5, 4, 3, 2]);
    expect(seqsOf(await list('?limit=4&around=1&order=asc'))).toEqual([1, 2, 3, 4]);
    expect(seqsOf(await list('?limit=4&around=7'))).toEqual([7, 6, 5]);
    expect(seqsOf(await list('?limit=4&around=99'))).toEqual([7, 6]);
  });

  test('ends a page early when it passes 256 KiB, however the words are written', async () => {
    // A control character is one byte, and six in JSON.
    const long = '\u0001'.repeat(4_000);
    for (let index = 0; index < 14; index += 1) await send(long);
    for (const query of ['?limit=200', '?limit=200&order=asc&after=7', '?limit=200&around=15']) {
      const page = await list(query);
      expect(page.text.length).toBeLessThan(262_144 + 1_024);
      expect(page.body.page.hasMore).toBe(true);
    }
  });

  test('shows one’s own reactions beside the messages', async () => {
    await react('PUT', 2, '👍');
    await react('PUT', 3, '🎉', bob);
    expect((await list()).body.mine).toEqual({ 2: ['👍'] });
    expect((await list('?limit=2')).body.mine).toEqual({});
  });

  test.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'before=0',
    'before=-1',
    'after=1.5',
    'order=up',
    'limit=1&limit=2',
  ])('refuses ?%s', async (query) => {
    expect(await list(`?${query}`)).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
  });
});

test('changes are what a replay would give', async () => {
  for (const body of ['One', 'Two', 'Three']) await send(body);
  await server.patch(url('/1'), { as: ada, body: { body: 'Edited' } });
  await server.delete(url('/2'), { as: ada });
  const changes = (query: string) => server.get(`/rooms/${room}/changes${query}`, { as: bob });
  const shape = ({ body }: Answer) =>
    body.items.map((event: { type: string; seq: number; data: Message }) => [
      event.type,
      event.seq,
      event.data.seq,
    ]);
  const all = await changes('?after=0');
  expect(shape(all)).toEqual([
    ['message.created', 3, 3],
    ['message.created', 4, 1],
    ['message.deleted', 5, 2],
  ]);
  expect(all.body).toMatchObject({ page: { next: '5', hasMore: false }, epoch: expect.any(String) });
  expect(shape(await changes('?after=3'))).toEqual([
    ['message.updated', 4, 1],
    ['message.deleted', 5, 2],
  ]);
  const first = await changes('?after=0&limit=1');
  expect(first.body.page).toMatchObject({ next: '3', hasMore: true });
  expect(shape(await changes(`?after=${first.body.page.next}&limit=1`))).toEqual(
    [['message.created', 4, 1]].map(([, seq, subject]) => ['message.updated', seq, subject]),
  );
});

describe('sending', () => {
  test('R34: is answered 201 with the message, and again 200 with the same one', async () => {
    const first = await send('Hello', ada, { clientId: 'once' });
    expect(first).toMatchObject({ status: 201, body: { seq: 1, nth: 1, body: 'Hello', clientId: 'once' } });
    const again = await send('Other words', ada, { clientId: 'once' });
    expect(again).toMatchObject({ status: 200, body: { seq: 1, body: 'Hello' } });
    expect(await send('Mine', bob, { clientId: 'once' })).toMatchObject({ status: 201, body: { seq: 2 } });
  });

  test('takes the Idempotency-Key for the client id when none is given', async () => {
    const post = (key: string, body: object = {}) =>
      server.post(url(), { as: ada, headers: { 'idempotency-key': key }, body: { body: 'Hello', ...body } });
    expect(await post('key')).toMatchObject({ status: 201, body: { clientId: 'key' } });
    expect(await post('key')).toMatchObject({ status: 200, body: { seq: 1 } });
    expect(await post('key', { clientId: 'other' })).toMatchObject({
      status: 201,
      body: { clientId: 'other' },
    });
    expect((await post('x'.repeat(65))).status).toBe(422);
  });

  test.each([
    [{}, '/body'],
    [{ body: '' }, '/body'],
    [{ body: 'x'.repeat(4_001) }, '/body'],
    [{ body: 7 }, '/body'],
    [{ body: 'x', clientId: '' }, '/clientId'],
    [{ body: 'x', clientId: 'x'.repeat(65) }, '/clientId'],
    [{ body: 'x', replyTo: 0 }, '/replyTo'],
  ])('refuses %j', async (body, pointer) => {
    const answer = await server.post(url(), { as: ada, body });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input', errors: [{ pointer }] } });
  });

  test('in reply to what is not there is refused', async () => {
    expect(await send('Hello', ada, { replyTo: 5 })).toMatchObject({ status: 404 });
  });

  test('sets nothing that the sender may not say', async () => {
    const sent = await send('Hello', ada, { seq: 99, author: { id: bob.id }, kind: 'notice', at: '1999' });
    expect(sent.body).toMatchObject({ seq: 1, kind: 'text', author: { id: ada.id } });
  });
});

describe('changing', () => {
  beforeEach(() => send('Hello'));

  test('R59: edit, delete and restore answer as they leave the message', async () => {
    const edited = await server.patch(url('/1'), { as: ada, body: { body: 'New' } });
    expect(edited).toMatchObject({
      status: 200,
      body: { body: 'New', version: 2, editedAt: expect.any(String) },
    });
    expect(await server.delete(url('/1'), { as: ada })).toMatchObject({ status: 200, body: { version: 3 } });
    expect((await server.get(url('/1'), { as: bob })).body).toMatchObject({
      body: null,
      deletedBy: ada.id,
      mentions: [],
      reactions: [],
    });
    expect((await server.get(url('/1'), { as: bob })).text).not.toContain('New');
    const restored = await server.post(url('/1/restore'), { as: ada });
    expect(restored).toMatchObject({ body: { body: 'New', deletedAt: null, version: 4 } });
  });

  test('R42: reactions are added and taken back once', async () => {
    expect(await react('PUT', 1, '👍')).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await react('PUT', 1, '👍')).toMatchObject({ status: 200, body: { version: 2 } });
    await react('PUT', 1, '👍', bob);
    const listed = await server.get(url('/1/reactions'), { as: bob });
    expect(listed.body).toEqual({ items: [{ emoji: '👍', count: 2, users: [ada.id, bob.id] }] });
    expect(await react('DELETE', 1, '👍')).toMatchObject({ body: { version: 4 } });
    expect(await react('DELETE', 1, '👍')).toMatchObject({ body: { version: 4 } });
  });

  test('a reaction over REST is told to one’s connections', async () => {
    const peer = await openWebSocket(`${server.url}/ws`, {
      headers: { authorization: `Bearer ${ada.token}` },
    });
    await react('PUT', 1, '👍');
    expect(await peer.event('reaction.mine')).toMatchObject({
      data: { room, seq: 1, emoji: '👍', on: true },
    });
    await peer.leave();
  });

  test('others may not edit, and delete only when they moderate', async () => {
    expect(await server.patch(url('/1'), { as: bob, body: { body: 'x' } })).toMatchObject({ status: 403 });
    expect(await server.delete(url('/1'), { as: bob })).toMatchObject({ status: 403 });
    await send('Bob’s', bob);
    expect(await server.patch(url('/2'), { as: ada, body: { body: 'x' } })).toMatchObject({ status: 403 });
    expect(await server.delete(url('/2'), { as: ada })).toMatchObject({ status: 200 });
  });

  test('what is deleted is gone for every change', async () => {
    await server.delete(url('/1'), { as: ada });
    const gone = { status: 410, body: { code: 'gone' } };
    expect(await server.patch(url('/1'), { as: ada, body: { body: 'x' } })).toMatchObject(gone);
    expect(await server.delete(url('/1'), { as: ada })).toMatchObject(gone);
    expect(await react('PUT', 1, '👍')).toMatchObject(gone);
  });

  test('of what is not there is not found', async () => {
    const notFound = { status: 404, body: { code: 'not_found' } };
    expect(await server.get(url('/9'), { as: ada })).toMatchObject(notFound);
    expect(await server.patch(url('/9'), { as: ada, body: { body: 'x' } })).toMatchObject(notFound);
    expect(await server.delete(url('/9'), { as: ada })).toMatchObject(notFound);
    expect(await server.post(url('/9/restore'), { as: ada })).toMatchObject(notFound);
    expect(await react('PUT', 9, '👍')).toMatchObject(notFound);
  });
});

test('R52: presence lists who has the room open', async () => {
  const peer = await openWebSocket(`${server.url}/ws`, { headers: { authorization: `Bearer ${bob.token}` } });
  await peer.ask('room.enter', { room });
  const present = await server.get(`/rooms/${room}/presence`, { as: ada });
  expect(present.body).toMatchObject({ count: 1, present: [{ user: { handle: 'bob' }, state: 'online' }] });
  await peer.ask('presence.set', { state: 'invisible' });
  expect((await server.get(`/rooms/${room}/presence`, { as: ada })).body).toEqual({ present: [], count: 0 });
  await peer.leave();
});
