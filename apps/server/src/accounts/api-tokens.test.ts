import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PASSWORD, type Signed, TestApp } from '../../../../e2e/support/app.ts';
import { openSocketIo } from '../../../../e2e/support/peer-socketio.ts';
import { openWebSocket } from '../../../../e2e/support/peer-websocket.ts';

let server: TestApp;
let admin: Signed;
let ada: Signed;
let people = 0;
beforeAll(async () => {
  ({ server, admin } = await TestApp.ready());
});
afterAll(() => server.close());
beforeEach(async () => {
  ada = await server.register(`ada-${people++}`);
});

interface Made {
  readonly id: string;
  readonly token: string;
}

const make = async (scopes: string[], given: object = {}, as = ada): Promise<Made> => {
  const answer = await server.post('/me/tokens', { as, body: { name: 'script', scopes, ...given } });
  expect(answer.status).toBe(201);
  return answer.body;
};
const by = ({ token }: Made) => ({ headers: { authorization: `Bearer ${token}` } });
const connect = ({ token }: Made) =>
  openWebSocket(`${server.url}/ws`, { headers: { authorization: `Bearer ${token}` } });

describe('R44: a personal access token', () => {
  test('is shown once, stored as a hash, and listed without its secret', async () => {
    const { token, id } = await make(['profile:read']);
    expect(token).toMatch(/^parlor_pat_[\w-]{43}$/);
    const listed = await server.get('/me/tokens', { as: ada });
    expect(listed.body.items).toMatchObject([
      { id, name: 'script', scopes: ['profile:read'], expiresAt: null },
    ]);
    expect(listed.text).not.toContain(token);
    const rows = await server.store.database.read.selectFrom('api_tokens').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token.slice(-20));
  });

  test('does what its scopes name, over REST', async () => {
    const token = await make(['messages:write', 'profile:read']);
    const send = server.post('/rooms/general/messages', { ...by(token), body: { body: 'by token' } });
    expect((await send).status).toBe(201);
    expect((await server.get('/me', by(token))).body.handle).toBe(ada.handle);
    for (const [method, path] of [
      ['GET', '/rooms/general/messages'],
      ['GET', '/rooms'],
      ['POST', '/rooms'],
      ['PATCH', '/me'],
      ['GET', '/users'],
    ] as const) {
      const body = method === 'GET' ? {} : { body: {} };
      const refused = await server.ask(method, `/api/v1${path}`, { ...by(token), ...body });
      expect(refused.body, path).toMatchObject({ status: 403, code: 'forbidden' });
    }
  });

  test('does what its scopes name, over sockets', async () => {
    const token = await make(['messages:read']);
    for (const peer of [await connect(token), await openSocketIo(server.url, { token: token.token })]) {
      expect(peer.welcome.user?.id).toBe(ada.id);
      expect((await peer.ask('room.enter', { room: 'general' })).room).toBeDefined();
      const said = await peer.refused('message.send', { room: 'general', body: 'x', clientId: 'c' });
      expect(said.code).toBe('forbidden');
      expect((await peer.refused('presence.set', { state: 'idle' })).code).toBe('forbidden');
      await peer.leave();
    }
  });

  test('may do nothing that is for a sign-in, whatever it was given', async () => {
    const every = ['profile:write', 'people:write', 'rooms:write', 'messages:write', 'admin:write'];
    const token = await make(every);
    for (const [method, path] of [
      ['PUT', '/me/password'],
      ['DELETE', '/me'],
      ['POST', '/me/tokens'],
      ['GET', '/me/tokens'],
      ['DELETE', '/me/tokens/x'],
      ['GET', '/auth/sessions'],
      ['DELETE', '/auth/sessions'],
      ['POST', '/auth/logout'],
    ] as const) {
      const body = method === 'GET' ? {} : { body: { password: PASSWORD } };
      const refused = await server.ask(method, `/api/v1${path}`, { ...by(token), ...body });
      expect(refused.body, `${method} ${path}`).toMatchObject({ status: 403, code: 'forbidden' });
    }
  });

  test('gives nobody an office that they have not got', async () => {
    const token = await make(['admin:read', 'admin:write']);
    expect((await server.get('/admin/users', by(token))).status).toBe(403);
    const ofAdmin = await make(['admin:read'], {}, admin);
    expect((await server.get('/admin/users', by(ofAdmin))).status).toBe(200);
    expect((await server.post('/users', { ...by(ofAdmin), body: {} })).status).toBe(403);
  });

  test('check 27: is refused, and its connections are closed, once it is revoked', async () => {
    const token = await make(['messages:read']);
    const peers = [await connect(token), await openSocketIo(server.url, { token: token.token })];
    for (const peer of peers) await peer.ask('room.enter', { room: 'general' });
    const stranger = await server.register(`bob-${people}`);
    expect((await server.delete(`/me/tokens/${token.id}`, { as: stranger })).status).toBe(404);
    expect((await server.delete(`/me/tokens/${token.id}`, { as: ada })).status).toBe(204);
    for (const peer of peers) expect(await peer.closed(2_000)).toMatchObject({ code: 4101 });
    expect((await server.get('/rooms/general/messages', by(token))).status).toBe(401);
    await expect(connect(token)).rejects.toMatchObject({ status: 401 });
    expect((await server.delete(`/me/tokens/${token.id}`, { as: ada })).status).toBe(404);
  });

  test('ends by itself when its time is over', async () => {
    const token = await make(['messages:read'], { expiresIn: 60 });
    const peer = await connect(token);
    server.clock.ahead += 61_000;
    expect(await peer.closed(5_000)).toMatchObject({ code: 4101 });
    expect((await server.get('/rooms/general/messages', by(token))).status).toBe(401);
  });

  test('says when it was last used, to the minute', async () => {
    const token = await make(['profile:read']);
    await server.get('/me', by(token));
    const used = async () => (await server.get('/me/tokens', { as: ada })).body.items[0].lastUsedAt;
    await expect.poll(used).not.toBeNull();
  });

  test.each(['parlor_pat_x', `parlor_pat_${'A'.repeat(43)}`, `parlor_bot_${'x'.repeat(10_000)}`, 'parlor_'])(
    'that is none of ours is refused: %.30s',
    async (token) => {
      expect((await server.get('/me', by({ id: '', token }))).status).toBe(401);
      await expect(connect({ id: '', token })).rejects.toThrow();
    },
  );

  test.each([
    [{ name: '' }, '/name'],
    [{ scopes: [] }, '/scopes'],
    [{ scopes: ['everything'] }, '/scopes/0'],
    [{ scopes: 'messages:read' }, '/scopes'],
    [{ expiresIn: 1 }, '/expiresIn'],
  ])('is not made of %j', async (given, pointer) => {
    const body = { name: 'x', scopes: ['messages:read'], ...given };
    const refused = await server.post('/me/tokens', { as: ada, body });
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: expect.arrayContaining([expect.objectContaining({ pointer })]) },
    });
  });

  test('is one of fifty at most', async () => {
    for (let count = 0; count < 50; count++) await make(['profile:read']);
    const body = { name: 'x', scopes: ['profile:read'] };
    expect((await server.post('/me/tokens', { as: ada, body })).body.code).toBe('conflict');
  });
});

describe('a bot', () => {
  const handle = () => `helper-${people}`;
  const makeBot = () => server.post('/bots', { as: admin, body: { handle: handle(), name: 'Helper' } });
  const makeToken = (scopes: string[], as = admin) =>
    server.post(`/bots/@${handle()}/tokens`, { as, body: { name: 'main', scopes } });

  test('check 27: is made by admins, shows as one, and works by its tokens in its rooms alone', async () => {
    expect((await makeBot()).body).toMatchObject({
      handle: handle(),
      name: 'Helper',
      bot: true,
      role: 'user',
    });
    const token = (await makeToken(['messages:write', 'rooms:write'])).body;
    expect(token.token).toMatch(/^parlor_bot_/);
    const send = () => server.post('/rooms/general/messages', { ...by(token), body: { body: 'beep' } });
    expect((await send()).status).toBe(403);
    expect((await server.post('/rooms/general/join', { ...by(token), body: {} })).status).toBeLessThan(300);
    expect((await send()).body.author).toMatchObject({ handle: handle(), bot: true });
    const path = `/bots/@${handle()}/tokens`;
    const listed = await server.get(path, { as: admin });
    expect(listed.body.items).toHaveLength(1);
    expect(listed.text).not.toContain(token.token);
    expect((await server.delete(`${path}/${token.id}`, { as: admin })).status).toBe(204);
    expect((await send()).status).toBe(401);
  });

  test('has no password to sign in with', async () => {
    await makeBot();
    for (const password of ['', 'null', PASSWORD]) {
      const answer = await server.post('/auth/login', { body: { login: handle(), password } });
      expect(answer.status).toBeGreaterThan(400);
    }
  });

  test('is for admins to make, list and give tokens to', async () => {
    await makeBot();
    const body = { handle: 'other-bot' };
    expect((await server.post('/bots', { as: ada, body })).body.code).toBe('forbidden');
    expect((await makeToken(['messages:write'], ada)).body.code).toBe('forbidden');
    expect((await server.get('/bots', { as: ada })).body.code).toBe('forbidden');
    const listed = await server.get('/bots?limit=200', { as: admin });
    expect(listed.body.items.map((bot: { handle: string }) => bot.handle)).toContain(handle());
  });

  test('nobody makes tokens of a person but the person', async () => {
    const body = { name: 'x', scopes: ['messages:write'] };
    for (const path of [`/bots/${ada.id}/tokens`, `/bots/@${ada.handle}/tokens`]) {
      expect((await server.post(path, { as: admin, body })).status).toBe(404);
    }
  });
});
