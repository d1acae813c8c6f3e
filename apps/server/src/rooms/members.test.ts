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
const roleOf = async (id: string, as: Signed) => (await server.get(`/rooms/${id}`, { as })).body.role;
const versionOf = async (id: string) => {
  const heads = server.store.database.read.selectFrom('room_heads').select('access_version');
  return (await heads.where('room_id', '=', id).executeTakeFirstOrThrow()).access_version;
};

describe('check 17: adding and removing', () => {
  test('R45: a group takes in whom its admin adds, and nobody else', async () => {
    const id = await room({ kind: 'group', name: 'Crew' });
    expect((await server.post(`/rooms/${id}/join`, { as: bob })).body.code).toBe('not_found');
    expect((await put(`/rooms/${id}/members/${bob.id}`, bob)).body.code).toBe('not_found');
    expect((await put(`/rooms/${id}/members/@bob`, ada)).status).toBe(204);
    expect((await server.get(`/rooms/${id}`, { as: bob })).body).toMatchObject({
      kind: 'group',
      access: 'invite',
      role: 'member',
      people: [{ handle: 'ada' }],
    });
    expect((await put(`/rooms/${id}/members/${eve.id}`, bob)).body.code).toBe('forbidden');
    expect((await put(`/rooms/${id}/members/@nobody-here`, ada)).body.code).toBe('not_found');
  });

  test('needs rights in that room: those of another room, or of the server alone, are none', async () => {
    const id = await room({ access: 'invite' }, bob);
    await server.post('/rooms', { as: eve, body: { name: 'Of Eve' } });
    for (const as of [eve, admin]) {
      expect((await put(`/rooms/${id}/members/${eve.id}`, as)).body.code).toBe('forbidden');
      expect((await remove(`/rooms/${id}/members/${bob.id}`, as)).body.code).toBe('forbidden');
    }
    expect(await roleOf(id, eve)).toBeNull();
    expect(await roleOf(id, bob)).toBe('member');
  });

  test('nobody promotes themselves, and a moderator makes no moderator', async () => {
    const id = await room({}, bob, cy);
    expect((await put(`/rooms/${id}/members/${bob.id}`, bob, { role: 'owner' })).body.code).toBe('forbidden');
    await put(`/rooms/${id}/members/${bob.id}`, ada, { role: 'moderator' });
    expect((await put(`/rooms/${id}/members/${bob.id}`, bob, { role: 'owner' })).body.code).toBe('forbidden');
    expect((await put(`/rooms/${id}/members/${cy.id}`, bob, { role: 'moderator' })).body.code).toBe(
      'forbidden',
    );
    expect((await put(`/rooms/${id}/members/${ada.id}`, bob, { role: 'member' })).body.code).toBe(
      'forbidden',
    );
    expect((await put(`/rooms/${id}/members/${bob.id}`, ada, { role: 'king' })).status).toBe(422);
    expect(await roleOf(id, bob)).toBe('moderator');
  });

  test('a moderator puts members out, not owners and not each other', async () => {
    const id = await room({}, bob, cy, eve);
    for (const { id: user } of [bob, cy])
      await put(`/rooms/${id}/members/${user}`, ada, { role: 'moderator' });
    const before = await versionOf(id);
    expect((await remove(`/rooms/${id}/members/${eve.id}`, bob, { reason: 'Spam' })).status).toBe(204);
    expect(await versionOf(id)).toBe(before + 1);
    expect(await roleOf(id, eve)).toBeNull();
    for (const { id: user } of [cy, ada]) {
      expect((await remove(`/rooms/${id}/members/${user}`, bob)).body.code).toBe('forbidden');
    }
    expect((await remove(`/rooms/${id}/members/${eve.id}`, bob)).body.code).toBe('not_found');
    expect((await remove(`/rooms/${id}/members/${bob.id}`, bob)).status).toBe(204);
  });

  test('the last owner cannot vanish: by leaving, by being put out, by another role, nor two at once', async () => {
    const id = await room({}, bob);
    expect((await server.post(`/rooms/${id}/leave`, { as: ada })).body.code).toBe('conflict');
    expect((await put(`/rooms/${id}/members/${ada.id}`, ada, { role: 'member' })).body.code).toBe('conflict');
    await put(`/rooms/${id}/members/${bob.id}`, ada, { role: 'owner' });
    const answers = await Promise.all([ada, bob].map((as) => server.post(`/rooms/${id}/leave`, { as })));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
  });

  test('of an archived room the last owner may leave', async () => {
    const id = await room({});
    await server.post(`/rooms/${id}/archive`, { as: ada });
    expect((await server.post(`/rooms/${id}/leave`, { as: ada })).status).toBe(204);
  });

  test('a group has at most 12 people', async () => {
    const id = await room({ kind: 'group' });
    const people = await Promise.all(Array.from({ length: 12 }, (_, n) => server.register(`guest-${n}`)));
    const answers = await Promise.all(people.map((person) => put(`/rooms/${id}/members/${person.id}`, ada)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(11);
    expect(answers.find(({ status }) => status !== 204)?.body.code).toBe('room_full');
  }, 30_000);
});

describe('R43: rooms for some only', () => {
  test('whoever is blocked is out, and comes back by no way', async () => {
    const id = await room({}, bob);
    const { body: invite } = await server.post(`/rooms/${id}/invites`, { as: ada, body: {} });
    expect((await put(`/rooms/${id}/block-list/${bob.id}`, ada, { reason: 'Spam' })).status).toBe(204);
    expect(await roleOf(id, bob)).toBeNull();
    expect((await server.post(`/rooms/${id}/join`, { as: bob })).body.code).toBe('blocked');
    expect((await server.post('/invites/accept', { as: bob, body: { code: invite.code } })).body.code).toBe(
      'blocked',
    );
    expect((await put(`/rooms/${id}/members/${bob.id}`, ada)).body.code).toBe('conflict');
    expect((await server.get(`/rooms/${id}`, { as: bob })).body).toMatchObject({ count: 0, members: 0 });
    expect((await server.get(`/rooms/${id}/block-list`, { as: ada })).body.items).toMatchObject([
      { user: { handle: 'bob' } },
    ]);
    expect((await server.get(`/rooms/${id}/block-list`, { as: bob })).body.code).toBe('forbidden');
    expect((await remove(`/rooms/${id}/block-list/${bob.id}`, ada)).status).toBe(204);
    expect((await remove(`/rooms/${id}/block-list/${bob.id}`, ada)).body.code).toBe('not_found');
    expect((await server.post(`/rooms/${id}/join`, { as: bob })).status).toBe(200);
  });

  test('a member blocks nobody, and nobody blocks an owner or themselves', async () => {
    const id = await room({}, bob);
    expect((await put(`/rooms/${id}/block-list/${eve.id}`, bob)).body.code).toBe('forbidden');
    await put(`/rooms/${id}/members/${bob.id}`, ada, { role: 'moderator' });
    expect((await put(`/rooms/${id}/block-list/${ada.id}`, bob)).body.code).toBe('forbidden');
    expect((await put(`/rooms/${id}/block-list/${bob.id}`, bob)).body.code).toBe('conflict');
  });

  test('with an allow list only who is on it comes in; members stay', async () => {
    const id = await room({}, cy);
    expect((await put(`/rooms/${id}/allow-list/${bob.id}`, cy)).body.code).toBe('forbidden');
    expect((await put(`/rooms/${id}/allow-list/${bob.id}`, ada)).status).toBe(204);
    expect((await server.post(`/rooms/${id}/join`, { as: eve })).body.code).toBe('forbidden');
    expect((await put(`/rooms/${id}/members/${eve.id}`, ada)).body.code).toBe('conflict');
    expect((await server.post(`/rooms/${id}/join`, { as: bob })).body.role).toBe('member');
    expect(await roleOf(id, cy)).toBe('member');
    expect((await remove(`/rooms/${id}/allow-list/${bob.id}`, ada)).status).toBe(204);
    expect((await server.post(`/rooms/${id}/join`, { as: eve })).status).toBe(200);
  });

  test('owners change access and password; members stay, and the others need the new word', async () => {
    const id = await room({}, bob);
    const change = (body: object, as = ada) => server.patch(`/rooms/${id}`, { as, body });
    expect((await change({ access: 'password' })).body.errors).toMatchObject([{ pointer: '/password' }]);
    expect((await change({ access: 'password', password: 'sesame' })).body.access).toBe('password');
    expect((await server.post(`/rooms/${id}/join`, { as: eve })).body.code).toBe('room_password_required');
    expect(await roleOf(id, bob)).toBe('member');
    await put(`/rooms/${id}/members/${bob.id}`, ada, { role: 'moderator' });
    expect((await change({ access: 'open' }, bob)).body.code).toBe('forbidden');
    expect((await change({ password: 'other' })).status).toBe(200);
    const join = (password: string) => server.post(`/rooms/${id}/join`, { as: eve, body: { password } });
    expect((await join('sesame')).body.code).toBe('room_password_wrong');
    expect((await join('other')).status).toBe(200);
    expect((await change({ slug: 'general' })).body.code).toBe('conflict');
    expect((await change({ access: 'hidden' })).body.access).toBe('hidden');
    expect((await server.get(`/rooms/${id}`, { as: cy })).status).toBe(404);
  });

  test('a room name of 300 characters, and SQL for a name, do nothing but what they say', async () => {
    const id = await room({});
    expect((await server.patch(`/rooms/${id}`, { as: ada, body: { name: 'x'.repeat(300) } })).status).toBe(
      422,
    );
    const name = `'; drop table rooms; --`;
    expect((await server.patch(`/rooms/${id}`, { as: ada, body: { name } })).body.name).toBe(name);
    const { body } = await server.get(`/rooms?q=${encodeURIComponent(`'; drop`)}`, { as: ada });
    expect(body.items.map((found: { id: string }) => found.id)).toEqual([id]);
    expect((await server.get('/rooms?q=%25', { as: ada })).body.items).toEqual([]);
  });
});

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
