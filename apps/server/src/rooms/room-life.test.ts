import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Signed, TestApp } from '../../../../e2e/support/app.ts';

let server: TestApp;
let admin: Signed;
let ada: Signed;
let bob: Signed;
let cy: Signed;
let eve: Signed;
beforeAll(async () => {
  ({ server, admin } = await TestApp.ready());
  ada = await server.register('ada');
  bob = await server.register('bob');
  cy = await server.register('cyd');
  eve = await server.register('eve');
}, 30_000);
afterAll(() => server.close());

const put = (path: string, as: Signed, body: object = {}) =>
  server.ask('PUT', `/api/v1${path}`, { as, body });
const remove = (path: string, as: Signed, body: object = {}) => server.delete(path, { as, body });
let named = 0;

/** A room of ada's, with these people in it. */
async function room(given: object = {}, ...people: Signed[]): Promise<string> {
  const made = await server.post('/rooms', { as: ada, body: { name: `Room ${named++}`, ...given } });
  expect(made.status, made.text).toBe(201);
  for (const { id } of people) {
    expect((await put(`/rooms/${made.body.id}/members/${id}`, ada)).status).toBe(204);
  }
  return made.body.id;
}

let sent = 0;
const say = (id: string, as: Signed, clientId = `m${sent++}`) =>
  server.post(`/rooms/${id}/messages`, { as, body: { body: 'Hi', clientId } });

describe('who may speak', () => {
  test('the muted read and do not write, until then', async () => {
    const id = await room({}, bob);
    const first = await say(id, bob, 'kept');
    const mute = await put(`/rooms/${id}/mutes/${bob.id}`, ada, { seconds: 60, reason: 'Calm down' });
    expect(Date.parse(mute.body.mutedUntil)).toBeGreaterThan(Date.now());
    expect((await say(id, bob)).body.code).toBe('muted');
    const path = `/rooms/${id}/messages/${first.body.seq}`;
    expect((await server.patch(path, { as: bob, body: { body: 'Edited' } })).body.code).toBe('muted');
    expect((await put(`${path}/reactions/👍`, bob)).body.code).toBe('muted');
    expect((await say(id, bob, 'kept')).status).toBe(200);
    expect((await server.get(path, { as: bob })).status).toBe(200);
    expect((await server.get(`/rooms/${id}`, { as: bob })).body.mutedUntil).toBe(mute.body.mutedUntil);
    server.clock.ahead += 61_000;
    expect((await say(id, bob)).status).toBe(201);
    expect((await server.delete(path, { as: bob })).status).toBe(200);
  });

  test('a mute outlives leaving, and is lifted by who moderates', async () => {
    const id = await room({}, bob);
    expect((await put(`/rooms/${id}/mutes/${bob.id}`, ada)).body.mutedUntil).toMatch(/^9999/);
    await server.post(`/rooms/${id}/leave`, { as: bob });
    await server.post(`/rooms/${id}/join`, { as: bob });
    expect((await say(id, bob)).body.code).toBe('muted');
    expect((await remove(`/rooms/${id}/mutes/${bob.id}`, bob)).body.code).toBe('forbidden');
    expect((await remove(`/rooms/${id}/mutes/${bob.id}`, ada)).status).toBe(204);
    expect((await remove(`/rooms/${id}/mutes/${bob.id}`, ada)).body.code).toBe('not_found');
    expect((await say(id, bob)).status).toBe(201);
  });

  test('nobody mutes an owner, and a member mutes nobody', async () => {
    const id = await room({}, bob, cy);
    expect((await put(`/rooms/${id}/mutes/${cy.id}`, bob)).body.code).toBe('forbidden');
    await put(`/rooms/${id}/members/${bob.id}`, ada, { role: 'moderator' });
    expect((await put(`/rooms/${id}/mutes/${ada.id}`, bob)).body.code).toBe('forbidden');
    expect((await put(`/rooms/${id}/mutes/${eve.id}`, ada)).body.code).toBe('not_found');
  });

  test('in a locked room only who moderates writes; slow mode is theirs to set', async () => {
    const id = await room({}, bob, cy);
    await put(`/rooms/${id}/members/${bob.id}`, ada, { role: 'moderator' });
    const change = (body: object, as: Signed) => server.patch(`/rooms/${id}`, { as, body });
    expect((await change({ locked: true }, cy)).body.code).toBe('forbidden');
    expect((await change({ locked: true }, bob)).body.locked).toBe(true);
    expect((await say(id, cy)).body.code).toBe('room_locked');
    expect((await say(id, bob)).status).toBe(201);
    await change({ locked: false, slowMode: 60 }, bob);
    expect((await say(id, cy)).status).toBe(201);
    expect(await say(id, cy)).toMatchObject({ status: 429, body: { code: 'slow_mode' } });
    expect((await change({ slowMode: 3_601 }, bob)).status).toBe(422);
    expect((await change({ name: 'Mine', locked: false }, bob)).body.code).toBe('forbidden');
  });

  test('an archived room is read by its members, written by nobody, and found by nobody else', async () => {
    const id = await room({}, bob);
    await say(id, bob);
    expect((await server.post(`/rooms/${id}/archive`, { as: bob })).body.code).toBe('forbidden');
    expect((await server.post(`/rooms/${id}/archive`, { as: ada })).body.archivedAt).not.toBeNull();
    expect((await say(id, ada)).body.code).toBe('room_locked');
    expect((await server.get(`/rooms/${id}/messages`, { as: bob })).body.items).toHaveLength(1);
    expect((await server.get(`/rooms/${id}`, { as: eve })).status).toBe(404);
    expect((await server.post(`/rooms/${id}/join`, { as: eve })).status).toBe(404);
    const { body } = await server.get('/rooms?filter=archived', { as: bob });
    expect(body.items.map((found: { id: string }) => found.id)).toContain(id);
    expect((await server.post(`/rooms/${id}/unarchive`, { as: ada })).body.archivedAt).toBeNull();
    expect((await say(id, bob)).status).toBe(201);
  });
});

describe('deleting a room', () => {
  test('wants its name typed, and takes it from everyone', async () => {
    const id = await room({ slug: 'doomed' }, bob);
    const drop = (confirm: string, as: Signed) => server.delete(`/rooms/${id}?confirm=${confirm}`, { as });
    expect((await drop('doomed', bob)).body.code).toBe('forbidden');
    expect((await drop('wrong', ada)).body.code).toBe('precondition_failed');
    expect((await server.delete(`/rooms/${id}`, { as: ada })).status).toBe(422);
    expect((await drop('doomed', ada)).status).toBe(204);
    for (const as of [ada, bob, admin]) {
      expect((await server.get(`/rooms/${id}`, { as })).status).toBe(404);
      expect((await server.get(`/rooms/${id}/messages`, { as })).status).toBe(404);
    }
    await room({ slug: 'doomed' });
  });
});

describe('check 15: after a removal', () => {
  test('everything of the room is refused at once', async () => {
    const id = await room({ access: 'hidden' }, bob);
    const { body: message } = await say(id, bob);
    await remove(`/rooms/${id}/members/${bob.id}`, ada);
    const path = `/rooms/${id}/messages`;
    const answers = await Promise.all([
      server.get(path, { as: bob, headers: { 'if-none-match': '*' } }),
      server.get(`${path}/${message.seq}`, { as: bob }),
      server.get(`/rooms/${id}/changes`, { as: bob }),
      server.get(`/rooms/${id}/members`, { as: bob }),
      server.get(`/rooms/${id}/presence`, { as: bob }),
      server.patch(`${path}/${message.seq}`, { as: bob, body: { body: 'x' } }),
      server.delete(`${path}/${message.seq}`, { as: bob }),
      say(id, bob),
    ]);
    for (const { status } of answers) expect(status).toBe(404);
  });
});

describe('the moderation log', () => {
  test('says who did what to whom and why, to those who moderate the server', async () => {
    const id = await room({}, bob);
    const { body: message } = await say(id, bob);
    await server.delete(`/rooms/${id}/messages/${message.seq}`, { as: ada });
    await remove(`/rooms/${id}/members/${bob.id}`, ada, { reason: 'Spam' });
    const { body } = await server.get(`/moderation-log?room=${id}`, { as: admin });
    expect(body.items).toMatchObject([
      { action: 'kick', actor: ada.id, target: bob.id, room: id, reason: 'Spam' },
      { action: 'remove', actor: ada.id, target: bob.id, seq: message.seq },
      { action: 'add', target: bob.id },
    ]);
    expect(JSON.stringify(body)).not.toContain('Hi');
    expect((await server.get('/moderation-log', { as: ada })).body.code).toBe('forbidden');
  });
});

describe('R38: the list of rooms', () => {
  test('is one query, however many rooms and whatever the order', async () => {
    for (let count = 0; count < 5; count += 1) await room({}, bob);
    const { read } = server.store.database;
    const executor = read.getExecutor();
    let statements = 0;
    const original = executor.executeQuery.bind(executor);
    executor.executeQuery = (...given) => {
      statements += 1;
      return original(...given);
    };
    const { RoomsService } = await import('./rooms.service.ts');
    const rooms = server.app.get(RoomsService);
    const actor = { userId: bob.id, sessionId: '', role: 'user', author: {} } as never;
    for (const sort of ['recent', 'active', 'newest', 'name'] as const) {
      statements = 0;
      const { items } = await rooms.list(actor, { sort, filter: 'all' }, { limit: 200 });
      expect(items.length).toBeGreaterThan(5);
      expect(statements, sort).toBe(1);
    }
    executor.executeQuery = original;
  });

  test('newest is the room whose newest message is newest', async () => {
    const [old, fresh] = [await room({}, bob), await room({}, bob)];
    await say(fresh, ada);
    server.clock.ahead += 1_000;
    await say(old, ada);
    const { body } = await server.get('/rooms?sort=newest&filter=mine', { as: bob });
    const ids = body.items.map((found: { id: string }) => found.id);
    expect(ids.slice(0, 2)).toEqual([old, fresh]);
    expect(body.items[0].lastMessageAt).not.toBeNull();
  });

  test('check 14: no order, filter or search tells of a hidden room, or how much is said where one may not listen', async () => {
    const id = await room({ name: 'Canary', slug: 'canary', topic: 'canary', access: 'hidden' });
    const shut = await room({ name: 'Shut', topic: 'Canary topic', access: 'invite' });
    await say(id, ada);
    await say(shut, ada);
    for (const query of [
      '',
      'sort=newest',
      'sort=active',
      'filter=mine',
      'filter=joinable',
      'q=canary',
      'filter=archived',
    ]) {
      const { text, body } = await server.get(`/rooms?limit=200&${query}`, { as: eve });
      expect(text, query).not.toMatch(/canary/i);
      const seen = body.items.find((found: { id: string }) => found.id === shut);
      if (seen) expect(seen).toMatchObject({ count: 0, lastSeq: 0, members: 0, lastMessageAt: null });
    }
  });
});
