import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { PASSWORD, type Signed, signedIn, TestApp } from '../../../../e2e/support/app.ts';
import { openSocketIo } from '../../../../e2e/support/peer-socketio.ts';
import { openWebSocket } from '../../../../e2e/support/peer-websocket.ts';
import { Authenticator } from './authenticator.ts';
import { SESSION_MS } from './sessions.service.ts';

let server: TestApp;
let ada: Signed;
let people = 0;
beforeAll(async () => {
  ({ server } = await TestApp.ready());
});
afterAll(() => server.close());
beforeEach(async () => {
  ada = await server.register(`ada-${people++}`);
});

const login = async (name: string) =>
  signedIn(await server.post('/auth/login', { body: { login: name, password: PASSWORD } }));
const connect = (headers: Record<string, string>) => openWebSocket(`${server.url}/ws`, { headers });
const bearer = ({ token }: Signed) => ({ authorization: `Bearer ${token}` });
const both = async (person: Signed) => [
  await connect(bearer(person)),
  await openSocketIo(server.url, { token: person.token }),
];

describe('check 5: the connections of a session that ends', () => {
  const endings: readonly [string, (there: Signed, id: string) => Promise<{ status: number }>][] = [
    ['by signing out', (there) => server.post('/auth/logout', { as: there })],
    ['by being revoked', (_, id) => server.delete(`/auth/sessions/${id}`, { as: ada })],
    ['with all others', () => server.delete('/auth/sessions', { as: ada })],
  ];

  test.each(endings)('%s are closed, and get nothing after the answer', async (_, end) => {
    const there = await login(ada.handle);
    const sessions = await server.get('/auth/sessions', { as: there });
    const id = sessions.body.items.find(({ current }: { current: boolean }) => current).id;
    const peers = await both(there);
    for (const peer of peers) await peer.ask('room.enter', { room: 'general' });
    expect((await end(there, id)).status).toBe(204);
    const said = `after ${id}`;
    await server.post('/rooms/general/messages', { as: ada, body: { body: said } });
    for (const peer of peers) {
      expect(await peer.closed(2_000)).toMatchObject({ code: 4101 });
      expect(JSON.stringify(peer.received)).not.toContain(said);
    }
    expect((await server.get('/me', { as: ada })).status).toBe(200);
    await expect(connect(bearer(there))).rejects.toMatchObject({ status: 401 });
  });

  test('are closed when they open only after it, let in by what was true before', async () => {
    const there = await login(ada.handle);
    const authenticator = server.app.get(Authenticator);
    const [looked, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const look = vi.spyOn(authenticator, 'authenticate').mockImplementation(async (token) => {
      look.mockRestore();
      const actor = await authenticator.authenticate(token);
      looked.resolve();
      await ended.promise;
      return actor;
    });
    const opening = connect(bearer(there));
    await looked.promise;
    await server.post('/auth/logout', { as: there });
    ended.resolve();
    expect(await (await opening).closed(2_000)).toMatchObject({ code: 4101 });
  });
});

test('check 6: a session that expires closes its connections without a word of the client', async () => {
  const peers = await both(ada);
  server.clock.ahead += SESSION_MS + 1_000;
  for (const peer of peers) expect(await peer.closed(5_000)).toMatchObject({ code: 4101 });
});

describe('check 3: a cookie', () => {
  test('opens no socket, from any origin, and beside it only a token counts', async () => {
    for (const origin of [server.url, undefined]) {
      const peer = await connect({ cookie: ada.cookie, ...(origin && { origin }) });
      expect(peer.welcome.user).toBeNull();
      expect((await peer.refused('room.enter', { room: 'general' })).code).toBe('unauthenticated');
      await peer.leave();
    }
    await expect(connect({ cookie: ada.cookie, origin: 'https://evil.example' })).rejects.toMatchObject({
      status: 403,
    });
  });

  test('authorises no change', async () => {
    const headers = { cookie: ada.cookie };
    for (const [method, path] of [
      ['PATCH', '/me'],
      ['PUT', '/me/password'],
      ['POST', '/me/tokens'],
      ['DELETE', '/me'],
      ['POST', '/rooms'],
      ['POST', '/rooms/general/messages'],
      ['DELETE', '/auth/sessions'],
      ['POST', '/auth/logout'],
    ] as const) {
      const refused = await server.ask(method, `/api/v1${path}`, { headers, body: {} });
      expect(refused.body, path).toMatchObject({ status: 401, code: 'unauthenticated' });
    }
  });
});

test('check 2: without an origin a token is enough, and nothing else is', async () => {
  const peer = await connect(bearer(ada));
  expect(peer.welcome.user?.id).toBe(ada.id);
  await peer.leave();
  for (const authorization of ['Basic YWRhOnB3', 'Bearer x', `Bearer ${'x'.repeat(10_000)}`]) {
    await expect(connect({ authorization })).rejects.toMatchObject({ status: 401 });
  }
});

describe('check 7: a socket that nobody has signed in on', () => {
  test('is answered ping and hello alone, and is closed by itself in 10 s', async () => {
    const peer = await connect({});
    expect(await peer.ask('ping')).toEqual({});
    for (const type of ['room.enter', 'message.send', 'history.list', 'presence.set']) {
      expect((await peer.refused(type, { room: 'general' })).code, type).toBe('unauthenticated');
    }
    expect(await peer.closed(12_000)).toMatchObject({ code: 4104 });
  }, 20_000);

  test('may send no more at once than a frame', async () => {
    const peer = await connect({});
    peer.sendText(JSON.stringify({ type: 'ping', data: 'x'.repeat(peer.welcome.limits.frame) }));
    expect(await peer.closed(2_000)).toMatchObject({ code: 1009 });
  });
});
