import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PASSWORD, type Signed, signedIn, TestApp } from '../../../../e2e/support/app.ts';

let server: TestApp;
let admin: Signed;
let people = 0;

const register = (handle: string, given: object = {}) =>
  server.post('/auth/register', { body: { handle, password: PASSWORD, ...given } });
const login = (name: string, password = PASSWORD) =>
  server.post('/auth/login', { body: { login: name, password } });

describe('with REGISTRATION=invite', () => {
  beforeAll(async () => {
    ({ server, admin } = await TestApp.ready({ REGISTRATION: 'invite' }));
  });
  afterAll(() => server.close());

  const invite = async (given: object = {}) =>
    (await server.post('/admin/invitations', { as: admin, body: given })).body;
  const look = (code: unknown) => server.post('/auth/invitation', { body: { code } });
  const listed = async (id: string) => {
    const { body } = await server.get('/admin/invitations?limit=200', { as: admin });
    return body.items.find((item: { id: string }) => item.id === id);
  };

  test('R67: an invitation lets its number of people in, and no more', async () => {
    const { code, id, url, uses } = await invite({ maxUses: 2, note: 'For friends' });
    expect({ uses, url }).toEqual({ uses: 0, url: `/join/${code}` });
    expect((await register('no-invitation')).body.code).toBe('registration_closed');
    expect((await register('wrong-one', { invite: 'wrong' })).body.code).toBe('registration_closed');
    expect((await register('first', { invite: code })).status).toBe(201);
    expect((await register('first', { invite: code })).status).toBe(409);
    expect((await register('second', { invite: code })).status).toBe(201);
    expect((await register('third', { invite: code })).body.code).toBe('registration_closed');
    expect(await listed(id)).toMatchObject({ uses: 2, state: 'used', note: 'For friends' });
  });

  test('check 25: of many who race for an invitation as many come in as it says', async () => {
    const { code } = await invite({ maxUses: 3 });
    const racing = Array.from({ length: 20 }, (_, index) => register(`racer-${index}`, { invite: code }));
    const statuses = (await Promise.all(racing)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(3);
    expect(statuses.filter((status) => status === 403)).toHaveLength(17);
  });

  test('check 25: the code is 256 bits, stored as a hash, in one answer alone, and never the same', async () => {
    const [one, other] = [await invite(), await invite()];
    expect(one.code).toMatch(/^[\w-]{43}$/);
    expect(one.code).not.toBe(other.code);
    const rows = await server.store.database.read.selectFrom('invitations').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(one.code);
    expect((await server.get('/admin/invitations', { as: admin })).text).not.toContain(one.code);
    expect(server.log.join('')).not.toContain(one.code);
  });

  test('check 25: one that is revoked, or too old, is good no longer', async () => {
    const [revoked, old, endless] = [
      await invite(),
      await invite({ expiresIn: 60 }),
      await invite({ expiresIn: null, maxUses: null }),
    ];
    expect((await look(revoked.code)).body).toMatchObject({
      serverName: 'Parlor',
      invitedBy: { handle: 'admin' },
    });
    const path = `/admin/invitations/${revoked.id}`;
    expect((await server.delete(path, { as: admin })).status).toBe(204);
    server.clock.ahead += 61_000;
    for (const { code } of [revoked, old]) {
      expect((await register(`late-${people++}`, { invite: code })).body.code).toBe('registration_closed');
      expect((await look(code)).status).toBe(404);
    }
    expect((await look('nonsense')).status).toBe(404);
    expect((await look(7)).status).toBe(422);
    expect((await register(`late-${people++}`, { invite: endless.code })).status).toBe(201);
    expect(await listed(old.id)).toMatchObject({ state: 'expired' });
    expect(await listed(revoked.id)).toMatchObject({ state: 'revoked' });
    expect((await server.delete('/admin/invitations/nonsense', { as: admin })).status).toBe(404);
  });

  test('check 25: they are for admins', async () => {
    const { code, id } = await invite();
    const person = signedIn(await register(`person-${people++}`, { invite: code }));
    expect((await server.get('/admin/invitations', { as: person })).body.code).toBe('forbidden');
    const body = {};
    expect((await server.post('/admin/invitations', { as: person, body })).body.code).toBe('forbidden');
    expect((await server.delete(`/admin/invitations/${id}`, { as: person })).body.code).toBe('forbidden');
    expect((await server.get('/admin/invitations')).status).toBe(401);
  });

  test.each([{ maxUses: 0 }, { maxUses: 1.5 }, { expiresIn: 1 }, { note: 'x'.repeat(201) }])(
    'none is made of %j',
    async (body) => {
      expect((await server.post('/admin/invitations', { as: admin, body })).status).toBe(422);
    },
  );
});

describe('with REGISTRATION=approval', () => {
  beforeAll(async () => {
    ({ server, admin } = await TestApp.ready({ REGISTRATION: 'approval' }));
  });
  afterAll(() => server.close());

  const decide = (handle: string, what: string, as = admin) =>
    server.post(`/admin/users/@${handle}/${what}`, { as });

  test('R67: a newcomer waits until an admin has said yes', async () => {
    const asked = await register('waiting');
    expect(asked).toMatchObject({ status: 202, body: { pending: true } });
    expect(asked.headers.getSetCookie()).toEqual([]);
    expect((await login('waiting')).body).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await login('waiting', 'wrong password')).status).toBe(401);
    expect((await server.get('/users/@waiting', { as: admin })).status).toBe(404);
    const pending = await server.get('/admin/users?state=pending', { as: admin });
    expect(pending.body.items).toMatchObject([{ handle: 'waiting', state: 'pending' }]);
    expect((await decide('waiting', 'approve')).body).toMatchObject({ state: 'active' });
    const person = signedIn(await login('waiting'));
    expect((await decide('waiting', 'approve')).status).toBe(409);
    expect((await decide('waiting', 'decline')).status).toBe(409);
    await register('other');
    for (const what of ['approve', 'decline']) {
      expect((await decide('other', what, person)).body.code).toBe('forbidden');
    }
  });

  test('one who is turned away is gone, and the handle is free', async () => {
    await register('turned');
    expect((await decide('turned', 'decline')).status).toBe(204);
    expect((await login('turned')).status).toBe(401);
    expect((await register('turned')).status).toBe(202);
  });

  test('who is invited does not wait', async () => {
    const { body } = await server.post('/admin/invitations', { as: admin, body: {} });
    expect((await register('invited', { invite: body.code })).status).toBe(201);
    expect((await register('invited-2', { invite: body.code })).body.code).toBe('registration_closed');
  });
});

describe('sign-in links', () => {
  let ada: Signed;
  beforeAll(async () => {
    ({ server, admin } = await TestApp.ready());
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    ada = await server.register(`ada-${people++}`);
  });

  const make = (headers: Record<string, string> = {}, as = admin) =>
    server.post(`/admin/users/${ada.id}/sign-in-link`, { as, headers });
  const use = (token: unknown, given: object = {}) =>
    server.post('/auth/link', { body: { token, ...given } });

  test('check 26: sign their person in once, without the password', async () => {
    const { body } = await make();
    expect(body.url).toBe(`/reset/${body.token}`);
    const rows = await server.store.database.read.selectFrom('sign_in_links').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(body.token);
    expect((await server.get(`/auth/link?token=${body.token}`)).status).toBe(404);
    const answers = await Promise.all(Array.from({ length: 5 }, () => use(body.token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
    const used = answers.find(({ status }) => status === 200);
    expect(used && signedIn(used).id).toBe(ada.id);
    expect((await use(body.token)).status).toBe(401);
    expect(server.log.join('')).not.toContain(body.token);
  });

  test('check 26: replace a forgotten password, and end the sessions that were there', async () => {
    const { token } = (await make()).body;
    expect((await use(token, { newPassword: 'short' })).status).toBe(422);
    const answer = await use(token, { newPassword: 'a fresh password' });
    expect((await server.get('/me', { as: signedIn(answer) })).status).toBe(200);
    expect((await server.get('/me', { as: ada })).status).toBe(401);
    expect((await login(ada.handle)).status).toBe(401);
    expect((await login(ada.handle, 'a fresh password')).status).toBe(200);
  });

  test('check 26: are void after half an hour, a newer one, a new password and a suspension', async () => {
    const first = (await make()).body.token;
    const second = (await make()).body.token;
    expect((await use(first)).status).toBe(401);
    const body = { oldPassword: PASSWORD, newPassword: 'a fresh password' };
    await server.ask('PUT', '/api/v1/me/password', { as: ada, body });
    expect((await use(second)).status).toBe(401);
    const third = (await make()).body.token;
    await server.ask('PUT', `/api/v1/users/${ada.id}/suspension`, { as: admin, body: {} });
    await server.delete(`/users/${ada.id}/suspension`, { as: admin });
    expect((await use(third)).status).toBe(401);
    const fourth = (await make()).body.token;
    server.clock.ahead += 30 * 60_000 + 1;
    expect((await use(fourth)).status).toBe(401);
  });

  test('check 26: lead where BASE_URL says, whatever the request calls the server', async () => {
    const { body } = await make({ 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' });
    expect(JSON.stringify(body)).not.toContain('evil');
  });

  test('are made by admins, for people who are active', async () => {
    expect((await make({}, ada)).body.code).toBe('forbidden');
    await server.ask('PUT', `/api/v1/users/${ada.id}/suspension`, { as: admin, body: {} });
    expect((await make()).body.code).toBe('conflict');
    expect((await server.post('/admin/users/@nobody-here/sign-in-link', { as: admin })).status).toBe(404);
  });

  test.each(['', 'nonsense', 'A'.repeat(43), 7, null])('that are none are refused: %j', async (token) => {
    expect([401, 422]).toContain((await use(token)).status);
  });
});
