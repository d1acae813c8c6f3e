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
