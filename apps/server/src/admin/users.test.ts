import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PASSWORD, type Signed, signedIn, TestApp } from '../../../../e2e/support/app.ts';
import { openWebSocket } from '../../../../e2e/support/peer-websocket.ts';
import { AuditRepository } from './audit.repository.ts';
import { findBreak } from './audit.ts';

let server: TestApp;
let admin: Signed;
let moderator: Signed;
let ada: Signed;
let people = 0;
beforeAll(async () => {
  ({ server, admin } = await TestApp.ready());
  moderator = await server.register('keeper');
  await server.patch(`/users/${moderator.id}`, { as: admin, body: { role: 'moderator' } });
});
afterAll(() => server.close());
beforeEach(async () => {
  ada = await server.register(`ada-${people++}`);
});

const login = (name: string, password = PASSWORD) =>
  server.post('/auth/login', { body: { login: name, password } });
const connect = (token: string) =>
  openWebSocket(`${server.url}/ws`, { headers: { authorization: `Bearer ${token}` } });
const patch = (who: Signed, body: object, as = admin) => server.patch(`/users/${who.id}`, { as, body });
const suspend = (who: Signed, as: Signed, body: object = {}) =>
  server.ask('PUT', `/api/v1/users/${who.id}/suspension`, { as, body });
const resume = (who: Signed, as: Signed) => server.delete(`/users/${who.id}/suspension`, { as });
const statusOf = async (person: Signed) => (await server.get('/me', { as: person })).status;

describe('R33: accounts in the hands of admins', () => {
  test('are made, with what their person needs', async () => {
    const body = { handle: `made-${people}`, name: 'Made', email: 'Made@Example.com', password: PASSWORD };
    const made = await server.post('/users', { as: admin, body });
    expect(made).toMatchObject({
      status: 201,
      body: { handle: body.handle, email: 'made@example.com', role: 'user', state: 'active' },
    });
    const person = signedIn(await login(body.handle));
    const rooms = await server.get('/rooms', { as: person });
    expect(rooms.body.items.length).toBeGreaterThan(0);
    expect((await server.post('/users', { as: admin, body })).status).toBe(409);
  });

  test('are read with e-mail and state by admins, and by nobody else', async () => {
    await patch(ada, { email: 'canary@example.com' });
    const path = `/admin/users/@${ada.handle}`;
    expect((await server.get(path, { as: admin })).body).toMatchObject({
      email: 'canary@example.com',
      state: 'active',
    });
    expect((await server.get('/admin/users?limit=200', { as: admin })).text).toContain('canary@example.com');
    for (const as of [ada, moderator]) {
      expect((await server.get(path, { as })).body.code).toBe('forbidden');
      expect((await server.get('/admin/users', { as })).body.code).toBe('forbidden');
    }
    expect((await server.get(`/users/${ada.id}`, { as: admin })).text).not.toContain('canary');
  });

  test('are changed, and their person is known by it at once', async () => {
    const changed = await patch(ada, { name: 'Renamed', hue: 7, bio: 'By the admin' });
    expect(changed.body).toMatchObject({ name: 'Renamed', hue: 7, bio: 'By the admin' });
    expect((await server.get('/me', { as: ada })).body.name).toBe('Renamed');
    for (const as of [ada, moderator]) expect((await patch(ada, { name: 'X' }, as)).status).toBe(403);
    const nobody = await server.patch('/users/@nobody-here', { as: admin, body: { name: 'X' } });
    expect(nobody.status).toBe(404);
    expect((await patch(ada, { role: 'king' })).status).toBe(422);
    expect((await patch(ada, { handle: 'deleted' })).body.errors).toMatchObject([{ code: 'reserved' }]);
  });

  test('are deleted, with their messages or without', async () => {
    await server.post('/rooms/general/messages', { as: ada, body: { body: `by ${ada.handle}` } });
    const remove = (as: Signed, body: object = { messages: 'erase' }) =>
      server.delete(`/users/${ada.id}`, { as, body });
    for (const as of [ada, moderator]) expect((await remove(as)).status).toBe(403);
    expect((await remove(admin)).status).toBe(204);
    expect((await remove(admin)).status).toBe(404);
    expect(await statusOf(ada)).toBe(401);
    const read = async () => (await server.get('/rooms/general/messages?limit=200', { as: admin })).text;
    await expect.poll(read).not.toContain(`by ${ada.handle}`);
  });
});

describe('R40: offices', () => {
  test('check 5: are given by admins, and held at once: connections come back with them', async () => {
    const peer = await connect(ada.token);
    expect((await patch(ada, { role: 'moderator' }, moderator)).status).toBe(403);
    expect((await patch(ada, { role: 'moderator' })).body.role).toBe('moderator');
    expect(await peer.closed(2_000)).toMatchObject({ code: 4010 });
    expect((await server.get('/me', { as: ada })).body.role).toBe('moderator');
    const bob = await server.register(`bob-${people}`);
    expect((await suspend(bob, ada)).status).toBe(204);
    await patch(ada, { role: 'user' });
    expect((await resume(bob, ada)).status).toBe(403);
  });

  test('check 17: nobody gives one to themselves', async () => {
    for (const as of [ada, moderator]) {
      expect((await patch(as, { role: 'admin' }, as)).status).toBe(403);
      await server.patch('/me', { as, body: { role: 'admin' } });
    }
    expect((await server.get('/me', { as: ada })).body.role).toBe('user');
    expect((await server.get('/me', { as: moderator })).body.role).toBe('moderator');
  });

  test('the last admin stays one, in every way', async () => {
    for (const body of [{ role: 'user' }, { state: 'suspended' }]) {
      expect((await patch(admin, body)).body.code).toBe('conflict');
    }
    const gone = await server.delete(`/users/${admin.id}`, { as: admin, body: {} });
    expect(gone.body.code).toBe('conflict');
    const second = await server.register(`second-${people}`);
    await patch(second, { role: 'admin' });
    const both = await Promise.all([
      patch(admin, { role: 'user' }, second),
      patch(second, { role: 'user' }, admin),
    ]);
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = server.store.database.read.selectFrom('users').select('id').where('role', '=', 'admin');
    const [last] = await left.execute();
    if (last?.id === second.id) {
      await patch(admin, { role: 'admin' }, second);
      await patch(second, { role: 'user' }, admin);
    }
    expect((await server.get('/me', { as: admin })).body.role).toBe('admin');
  });

  test("nobody changes another's words, whatever their office", async () => {
    const said = await server.post('/rooms/general/messages', { as: ada, body: { body: 'mine' } });
    for (const as of [moderator, admin]) {
      const path = `/rooms/general/messages/${said.body.seq}`;
      expect((await server.patch(path, { as, body: { body: 'not mine' } })).body.code).toBe('forbidden');
    }
  });
});

describe('R40: a suspension', () => {
  test('check 5: ends sessions and tokens’ connections with 4102, and lasts until it is lifted', async () => {
    const made = await server.post('/me/tokens', {
      as: ada,
      body: { name: 'x', scopes: ['messages:read', 'profile:read'] },
    });
    const peers = [await connect(ada.token), await connect(made.body.token)];
    for (const peer of peers) await peer.ask('room.enter', { room: 'general' });
    expect((await suspend(ada, moderator, { reason: 'spam' })).status).toBe(204);
    const told = peers.map((peer) => peer.received.length);
    await server.post('/rooms/general/messages', { as: moderator, body: { body: 'after' } });
    for (const peer of peers) expect(await peer.closed(2_000)).toMatchObject({ code: 4102 });
    const later = peers.flatMap((peer, index) => peer.received.slice(told[index]));
    expect(JSON.stringify(later)).not.toContain('after');
    expect(await statusOf(ada)).toBe(401);
    expect((await login(ada.handle)).status).toBe(401);
    const byToken = { headers: { authorization: `Bearer ${made.body.token}` } };
    expect((await server.get('/me', byToken)).status).toBe(401);
    expect((await server.get(`/users/${ada.id}`, { as: admin })).status).toBe(404);
    expect((await resume(ada, moderator)).status).toBe(204);
    expect((await login(ada.handle)).status).toBe(200);
    expect((await server.get('/me', byToken)).status).toBe(200);
    expect(await statusOf(ada)).toBe(401);
  });

  test('is not for people without an office, nor for moderators about those who have one', async () => {
    const bob = await server.register(`bob-${people}`);
    expect((await suspend(bob, ada)).body.code).toBe('forbidden');
    expect((await resume(bob, ada)).body.code).toBe('forbidden');
    const other = await server.register(`other-${people}`);
    await patch(other, { role: 'moderator' });
    for (const who of [admin, other, moderator]) {
      expect((await suspend(who, moderator)).body.code).toBe('forbidden');
    }
    expect((await suspend(admin, admin)).body.code).toBe('forbidden');
    expect((await suspend(other, admin)).status).toBe(204);
    const nobody = await server.ask('PUT', '/api/v1/users/@nobody-here/suspension', {
      as: moderator,
      body: {},
    });
    expect(nobody.status).toBe(404);
  });
});

describe('check 40: the audit', () => {
  test('has an entry for each thing that admins and moderators did, and no secret', async () => {
    await suspend(ada, moderator, { reason: 'spam' });
    await resume(ada, moderator);
    await patch(ada, { role: 'moderator', email: 'secret@example.com' });
    await server.post(`/admin/users/${ada.id}/sign-in-link`, { as: admin });
    const invited = await server.post('/admin/invitations', { as: admin, body: {} });
    await server.delete(`/admin/invitations/${invited.body.id}`, { as: admin });
    await server.delete(`/users/${ada.id}`, { as: admin, body: {} });
    const { status, body, text } = await server.get('/admin/audit?limit=7', { as: admin });
    expect(status).toBe(200);
    expect(body.items.map(({ action }: { action: string }) => action)).toEqual([
      'user.deleted',
      'invitation.revoked',
      'invitation.created',
      'sign_in_link.created',
      'user.updated',
      'user.resumed',
      'user.suspended',
    ]);
    expect(body.items[6]).toMatchObject({
      actor: { id: moderator.id, handle: 'keeper' },
      target: { id: ada.id, name: ada.handle },
      details: { reason: 'spam' },
    });
    expect(body.items[4].details).toMatchObject({ role: ['user', 'moderator'] });
    expect(text).not.toContain('secret@example.com');
    expect(text).not.toContain(invited.body.code);
    const older = await server.get(`/admin/audit?limit=7&cursor=${body.page.next}`, { as: admin });
    expect(older.body.items[0].digest).toBe(body.items[6].previous);
    const only = await server.get('/admin/audit?action=user.deleted', { as: admin });
    expect(new Set(only.body.items.map(({ action }: { action: string }) => action))).toEqual(
      new Set(['user.deleted']),
    );
  });

  test('is for admins, has nothing of what was refused, and is one unbroken chain', async () => {
    for (const as of [ada, moderator]) {
      expect((await server.get('/admin/audit', { as })).body.code).toBe('forbidden');
    }
    const count = async () => (await new AuditRepository(server.store.database).after(0, 10_000)).length;
    const before = await count();
    await patch(admin, { role: 'user' });
    await suspend(admin, moderator);
    await patch(ada, { handle: 'admin-not-here', role: 'king' });
    expect(await count()).toBe(before);
    expect(findBreak(await new AuditRepository(server.store.database).after(0, 10_000))).toBeUndefined();
  });
});
