import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Signed, TestApp } from '../../../../e2e/support/app.ts';

let server: TestApp;
let admin: Signed;
beforeAll(async () => {
  ({ server, admin } = await TestApp.ready());
}, 30_000);
afterAll(() => server.close());

const put = (path: string, as: Signed, body?: object) =>
  server.ask('PUT', `/api/v1${path}`, { as, ...(body && { body }) });
const relation = async (as: Signed, to: Signed) =>
  (await server.get(`/users/${to.id}/relation`, { as })).body;
const rule = (who: string) => server.patch('/admin/messaging', { as: admin, body: { who } });

let made = 0;
async function two(): Promise<[Signed, Signed]> {
  made += 1;
  return [await server.register(`ann-${made}`), await server.register(`ben-${made}`)];
}

let sent = 0;
const say = (room: string, as: Signed, body = 'Hi') =>
  server.post(`/rooms/${room}/messages`, { as, body: { body, clientId: `c${sent++}` } });

describe('R46: friends', () => {
  test('are those of whom one asked and the other accepted', async () => {
    const [ann, ben] = await two();
    expect((await put(`/users/${ben.id}/friend`, ann)).body.friend).toBe('requested');
    expect((await put(`/users/${ben.id}/friend`, ann)).body.friend).toBe('requested');
    expect((await relation(ben, ann)).friend).toBe('asked');
    expect((await server.get('/me/friend-requests', { as: ben })).body.items).toMatchObject([
      { user: { id: ann.id } },
    ]);
    expect((await server.get('/me/friend-requests/sent', { as: ann })).body.items).toHaveLength(1);
    expect((await server.post(`/friend-requests/${ann.id}/accept`, { as: ben })).body.friend).toBe('friends');
    expect((await relation(ann, ben)).friend).toBe('friends');
    expect((await server.get('/me/friends', { as: ann })).body.items).toMatchObject([
      { user: { id: ben.id } },
    ]);
    expect((await server.delete(`/users/${ann.id}/friend`, { as: ben })).body.friend).toBe('none');
    expect((await relation(ann, ben)).friend).toBe('none');
  });

  test('both who ask each other at once are friends', async () => {
    const [ann, ben] = await two();
    await Promise.all([put(`/users/${ben.id}/friend`, ann), put(`/users/@${ann.handle}/friend`, ben)]);
    expect((await relation(ann, ben)).friend).toBe('friends');
  });

  test('a request is declined in silence, or taken back', async () => {
    const [ann, ben] = await two();
    await put(`/users/${ben.id}/friend`, ann);
    expect((await server.post(`/friend-requests/${ann.id}/decline`, { as: ben })).body.friend).toBe('none');
    expect((await server.post(`/friend-requests/${ann.id}/decline`, { as: ben })).status).toBe(404);
    expect((await server.post(`/friend-requests/${ann.id}/accept`, { as: ben })).status).toBe(404);
    await put(`/users/${ben.id}/friend`, ann);
    await server.delete(`/users/${ben.id}/friend`, { as: ann });
    expect((await relation(ben, ann)).friend).toBe('none');
  });

  test('are not oneself, nor nobody', async () => {
    const [ann] = await two();
    for (const kind of ['friend', 'follow', 'block']) {
      expect((await put(`/users/${ann.id}/${kind}`, ann)).body.code).toBe('conflict');
      expect((await put(`/users/@nobody-here/${kind}`, ann)).body.code).toBe('not_found');
    }
  });

  test('where the server asks for it, nobody else begins a direct message', async () => {
    const [ann, ben] = await two();
    await rule('friends');
    expect((await put(`/direct/${ben.id}`, ann)).body.code).toBe('not_allowed_to_message');
    await put(`/users/${ben.id}/friend`, ann);
    expect((await put(`/direct/${ben.id}`, ann)).body.code).toBe('not_allowed_to_message');
    await put(`/users/${ann.id}/friend`, ben);
    const { body: room } = await put(`/direct/${ben.id}`, ann);
    expect(room).toMatchObject({ kind: 'direct', people: [{ id: ben.id }] });
    expect((await say(room.id, ann)).status).toBe(201);
    await rule('shared_room');
  });
});

describe('R47: followers', () => {
  test('where the server asks for it, both follow each other before one writes', async () => {
    const [ann, ben] = await two();
    await rule('mutual');
    expect((await put(`/users/${ben.id}/follow`, ann)).body).toMatchObject({
      following: true,
      follower: false,
    });
    expect((await put(`/direct/${ben.id}`, ann)).body.code).toBe('not_allowed_to_message');
    expect((await put(`/users/${ann.id}/follow`, ben)).body).toMatchObject({
      following: true,
      follower: true,
    });
    expect((await put(`/direct/${ben.id}`, ann)).status).toBe(200);
    expect((await server.get('/me/followers', { as: ann })).body.items).toHaveLength(1);
    expect((await server.get('/me/following', { as: ann })).body.items).toHaveLength(1);
    expect((await server.delete(`/users/${ann.id}/follow`, { as: ben })).body.following).toBe(false);
    await rule('shared_room');
  });
});

describe('who may begin a direct message', () => {
  test('a person may be stricter than the server, and is not looser', async () => {
    const [ann, ben] = await two();
    const own = await server.patch('/me/messaging', { as: ben, body: { who: 'nobody' } });
    expect(own.body).toEqual({ own: 'nobody', server: 'shared_room' });
    expect((await put(`/direct/${ben.id}`, ann)).body.code).toBe('not_allowed_to_message');
    await server.patch('/me/messaging', { as: ben, body: { who: 'shared_room' } });
    await rule('nobody');
    expect((await put(`/direct/${ben.id}`, ann)).body.code).toBe('not_allowed_to_message');
    await rule('shared_room');
    expect((await put(`/direct/${ben.id}`, ann)).status).toBe(200);
  });

  test('who shares no room with somebody does not', async () => {
    const [ann, ben] = await two();
    for (const { body } of [await server.get('/rooms?filter=mine&limit=200', { as: ben })]) {
      for (const { id } of body.items) await server.post(`/rooms/${id}/leave`, { as: ben });
    }
    expect((await put(`/direct/${ben.id}`, ann)).body.code).toBe('not_allowed_to_message');
  });

  test('the server’s rule is its admins’, and one of the four', async () => {
    const [ann] = await two();
    expect((await server.patch('/admin/messaging', { as: ann, body: { who: 'nobody' } })).body.code).toBe(
      'forbidden',
    );
    expect((await rule('everyone')).status).toBe(422);
  });
});

describe('a direct room', () => {
  test('is one for each two, whoever opens it, also when both do at once', async () => {
    const [ann, ben] = await two();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => put(`/direct/${n % 2 ? ann.id : ben.id}`, n % 2 ? ben : ann)),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await put(`/direct/${ann.id}`, ann)).body.code).toBe('conflict');
    expect((await put('/direct/@nobody-here', ann)).body.code).toBe('not_found');
  });

  test('check 18: takes nobody else in, and nobody has a say over the other', async () => {
    const [ann, ben] = await two();
    const [eve] = await two();
    const { id } = (await put(`/direct/${ben.id}`, ann)).body;
    const refusals = [
      await put(`/rooms/${id}/members/${eve.id}`, ann, {}),
      await put(`/rooms/${id}/members/${ben.id}`, ann, { role: 'owner' }),
      await server.delete(`/rooms/${id}/members/${ben.id}`, { as: ann, body: {} }),
      await put(`/rooms/${id}/mutes/${ben.id}`, ann, {}),
      await server.post(`/rooms/${id}/invites`, { as: ann, body: {} }),
      await server.patch(`/rooms/${id}`, { as: ann, body: { access: 'open' } }),
      await server.post(`/rooms/${id}/leave`, { as: ann }),
    ];
    for (const { body } of refusals) expect(body.code).toBe('forbidden');
    for (const as of [eve, admin]) {
      expect((await server.get(`/rooms/${id}`, { as })).status).toBe(404);
      expect((await server.get(`/rooms/${id}/messages`, { as })).status).toBe(404);
      expect((await server.post(`/rooms/${id}/join`, { as })).status).toBe(404);
      expect((await put(`/rooms/${id}/members/${eve.id}`, as, {})).status).toBe(404);
    }
    expect((await server.get('/rooms?limit=200', { as: eve })).text).not.toContain(id);
    expect((await server.get('/rooms?filter=direct', { as: ben })).text).toContain(id);
  });
});

describe('check 18: a block', () => {
  test('ends what tied the two, and the other is not told', async () => {
    const [ann, ben] = await two();
    await put(`/users/${ben.id}/friend`, ann);
    await put(`/users/${ann.id}/friend`, ben);
    await put(`/users/${ann.id}/follow`, ben);
    expect((await put(`/users/${ben.id}/block`, ann)).body).toEqual({
      friend: 'none',
      following: false,
      follower: false,
      blocked: true,
    });
    expect(await relation(ben, ann)).toEqual({
      friend: 'none',
      following: false,
      follower: false,
      blocked: false,
    });
    expect((await server.get('/me/blocked', { as: ann })).body.items).toMatchObject([
      { user: { id: ben.id } },
    ]);
  });

  test('keeps both from asking, following, opening and inviting', async () => {
    const [ann, ben] = await two();
    await put(`/users/${ben.id}/block`, ann);
    for (const [as, to] of [
      [ann, ben],
      [ben, ann],
    ] as const) {
      expect((await put(`/users/${to.id}/friend`, as)).body.code).toBe('blocked');
      expect((await put(`/users/${to.id}/follow`, as)).body.code).toBe('blocked');
      const code = as === ann ? 'blocked' : 'not_allowed_to_message';
      expect((await put(`/direct/${to.id}`, as)).body.code).toBe(code);
      const group = { as, body: { kind: 'group', people: [to.id] } };
      expect((await server.post('/rooms', group)).body.code).toBe(code);
      const { body: room } = await server.post('/rooms', { as, body: {} });
      expect((await put(`/rooms/${room.id}/members/${to.id}`, as, {})).body.code).toBe('blocked');
    }
    await server.delete(`/users/${ben.id}/block`, { as: ann });
    expect((await put(`/direct/${ann.id}`, ben)).status).toBe(200);
  });

  test('closes their direct room for writing, at once, until it is lifted', async () => {
    const [ann, ben] = await two();
    const { id } = (await put(`/direct/${ben.id}`, ann)).body;
    const { body: message } = await say(id, ben);
    await put(`/users/${ben.id}/block`, ann);
    for (const as of [ann, ben]) {
      expect((await say(id, as)).body.code).toBe('blocked');
      expect((await server.get(`/rooms/${id}/messages`, { as })).body.items).toHaveLength(1);
    }
    const edit = { as: ben, body: { body: 'Reached you' } };
    expect((await server.patch(`/rooms/${id}/messages/${message.seq}`, edit)).body.code).toBe('blocked');
    await server.delete(`/users/${ben.id}/block`, { as: ann });
    expect((await say(id, ben)).status).toBe(201);
  });

  test('keeps each from reacting to what the other says, in any room', async () => {
    const [ann, ben] = await two();
    const { body: message } = await say('general', ann);
    const path = `/rooms/general/messages/${message.seq}/reactions/${encodeURIComponent('👍')}`;
    expect((await put(path, ben)).status).toBe(200);
    await put(`/users/${ben.id}/block`, ann);
    expect((await put(path, ben)).status).toBe(200);
    expect((await put(path.replace(encodeURIComponent('👍'), encodeURIComponent('🎉')), ben)).body.code).toBe(
      'blocked',
    );
    expect((await server.delete(path, { as: ben })).status).toBe(200);
    expect((await put(path, ben)).body.code).toBe('blocked');
  });
});

describe('R45: a group of direct messages', () => {
  test('begins with whom one may write to, and has neither name nor door', async () => {
    const [ann, ben] = await two();
    const [cat, dan] = await two();
    await server.patch('/me/messaging', { as: dan, body: { who: 'friends' } });
    const begin = (people: string[]) => server.post('/rooms', { as: ann, body: { kind: 'group', people } });
    expect((await begin([ben.id, dan.id])).body.code).toBe('not_allowed_to_message');
    expect((await begin([ben.id, '@nobody-here'])).body.code).toBe('not_found');
    expect((await begin(Array(12).fill(ben.id))).status).toBe(422);
    const { body: group } = await begin([ben.id, `@${cat.handle}`, ben.id]);
    expect(group).toMatchObject({ kind: 'group', name: null, slug: null, access: 'invite', members: 3 });
    expect((await server.post('/rooms', { as: ann, body: { people: [ben.id] } })).status).toBe(422);
    expect((await put(`/rooms/${group.id}/members/${dan.id}`, ann, {})).body.code).toBe(
      'not_allowed_to_message',
    );
    expect((await server.patch(`/rooms/${group.id}`, { as: ann, body: { access: 'open' } })).body.code).toBe(
      'forbidden',
    );
  });
});
