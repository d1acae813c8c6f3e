import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cookieOf, type Signed, TestApp } from '../support/app.ts';
import { openSocketIo } from '../support/peer-socketio.ts';
import { openWebSocket } from '../support/peer-websocket.ts';

const SECRETS = {
  password: 'canary-of-a-password',
  'wrong password': 'canary-of-a-wrong-one',
  mail: 'canary-of-a-mail@example.com',
  'room password': 'canary-of-a-room',
  words: 'canary of words',
  'new words': 'canary of newer words',
  'forged token': 'canary-of-a-forged-token',
  query: 'canary-of-a-query',
};

let server: TestApp;
let admin: Signed;
const tokens: string[] = [];
beforeAll(async () => {
  ({ server, admin } = await TestApp.ready());
  await converse();
});
afterAll(() => server.close());

describe('checks 4 and 40: the log tells nothing of what people say and keep', () => {
  test.each(Object.entries(SECRETS))('no %s', (_, secret) => {
    expect(server.log.filter((line) => line.includes(secret))).toEqual([]);
  });

  test('no token and no cookie', () => {
    expect(tokens.length).toBeGreaterThan(3);
    for (const token of tokens) {
      expect(token.length).toBeGreaterThan(20);
      expect(server.log.filter((line) => line.includes(token))).toEqual([]);
    }
  });

  test('although it tells of every request', () => {
    const routes = server.log.map((line) => JSON.parse(line).route);
    for (const route of ['/api/v1/auth/login', '/api/v1/rooms/:room/messages', '/api/v1/rooms/:room/join']) {
      expect(routes).toContain(route);
    }
  });

  test('and a failure of ours tells its client no trace of it', async () => {
    const { status, text } = await server.post('/rooms', { as: admin, body: '{"name": "' });
    expect(status).toBe(400);
    expect(text).not.toMatch(/at .*\.(ts|js)|node_modules|Error:/);
  });
});

/** A whole conversation, with everything in it that must not be written down. */
async function converse(): Promise<void> {
  const ada = { handle: 'ada', password: SECRETS.password, email: SECRETS.mail };
  const registered = await server.post('/auth/register', { body: ada });
  const cookie = cookieOf(registered.headers);
  tokens.push(registered.body.accessToken, cookie.split('=')[1] ?? '');
  await server.post('/auth/login', { body: { login: 'ada', password: SECRETS['wrong password'] } });
  const signedIn = await server.post('/auth/login', {
    body: { login: SECRETS.mail, password: SECRETS.password },
  });
  tokens.push(signedIn.body.accessToken);
  const refreshed = await server.post('/auth/refresh', { headers: { cookie } });
  tokens.push(refreshed.body.accessToken, cookieOf(refreshed.headers).split('=')[1] ?? '');
  const as: Signed = { ...admin, token: refreshed.body.accessToken };
  await talkByRest(as);
  await talkBySockets(as);
  await beRefused(as);
  await server.post('/auth/logout', { as });
}

async function talkByRest(as: Signed): Promise<void> {
  const kept = { name: 'Kept', access: 'password', password: SECRETS['room password'] };
  const { body } = await server.post('/rooms', { as: admin, body: kept });
  await server.post(`/rooms/${body.id}/join`, { as, body: { password: SECRETS['room password'] } });
  const headers = { 'idempotency-key': 'once' };
  const sent = await server.post('/rooms/general/messages', { as, headers, body: { body: SECRETS.words } });
  expect(sent.status).toBe(201);
  await server.patch(`/rooms/general/messages/${sent.body.seq}`, {
    as,
    body: { body: SECRETS['new words'] },
  });
  await server.delete(`/rooms/general/messages/${sent.body.seq}`, { as });
}

async function talkBySockets({ token }: Signed): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  for (const peer of [
    await openWebSocket(`${server.url}/ws`, { headers }),
    await openSocketIo(server.url, { token }),
  ]) {
    await peer.ask('room.enter', { room: 'general' });
    await peer.ask('message.send', { room: 'general', body: SECRETS.words, clientId: `c-${peer.binding}` });
    await peer.refused('room.enter', { room: 'kept', password: 7 });
    await peer.leave();
  }
}

async function beRefused(as: Signed): Promise<void> {
  const forged: Signed = { ...as, token: SECRETS['forged token'] };
  await server.get('/me', { as: forged });
  await server.get(`/me?access_token=${SECRETS.query}`, { as });
  await server.ask('GET', `/nowhere/${SECRETS.query}`);
  await server.post('/rooms/general/messages', { as, body: `{"body": "${SECRETS.words}` });
  await server.post('/rooms/general/messages', { as, body: { body: [SECRETS.words] } });
  await openWebSocket(`${server.url}/ws?token=${SECRETS.query}`, {
    headers: { authorization: `Bearer ${SECRETS['forged token']}` },
  }).catch(() => undefined);
}
