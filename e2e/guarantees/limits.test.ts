import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, type Signed, TestApp } from '../support/app.ts';
import type { Peer } from '../support/peer.ts';
import { openSocketIo } from '../support/peer-socketio.ts';
import { openWebSocket } from '../support/peer-websocket.ts';

let server: TestApp;
let admin: Signed;
beforeAll(async () => {
  // Nobody who connects here is a proxy that may speak for others.
  ({ server, admin } = await TestApp.ready({ RATE_LIMITS: 'on', TRUST_PROXY: '10.9.8.7' }));
});
afterAll(() => server.close());

const open = ({ token }: Signed) =>
  openWebSocket(`${server.url}/ws`, { headers: { authorization: `Bearer ${token}` } });

const send = async (peer: Peer, clientId: string) => {
  const reply = await peer.command('message.send', { room: 'general', body: 'Hi', clientId });
  return reply.ok ? 'ok' : reply.problem.code;
};

describe('check 10: limits are a person’s, not a connection’s', () => {
  test('messages are counted over all sockets and REST together, and a new connection changes nothing', async () => {
    const ada = await server.register('ada');
    const peers = [await open(ada), await open(ada), await openSocketIo(server.url, { token: ada.token })];
    const outcomes: string[] = [];
    for (let index = 0; index < 24; index += 1) {
      const peer = peers[index % 4];
      outcomes.push(peer ? await send(peer, `c${index}`) : await sendByRest(ada));
    }
    expect(outcomes.slice(0, 20).every((outcome) => outcome === 'ok')).toBe(true);
    expect(outcomes.slice(20)).toContain('rate_limited');
    for (const peer of peers) await peer.leave();
    const again = await open(ada);
    const more = await Promise.all(Array.from({ length: 8 }, (_, index) => send(again, `d${index}`)));
    expect(more).toContain('rate_limited');
    // Another person is not held up by it.
    const free = await open(admin);
    expect(await send(free, 'free')).toBe('ok');
    await Promise.all([again.leave(), free.leave()]);
  });

  test('requests are counted by person, whatever session they come by', async () => {
    const left = async (token: string) => {
      const { headers } = await server.get('/me', { as: { ...admin, token } });
      return Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);
    };
    const before = await left(admin.token);
    const { body } = await server.post('/auth/login', { body: { login: 'admin', password: PASSWORD } });
    expect(await left(body.accessToken)).toBe(before - 1);
  });
});

describe('check 23: guessing a password is slowed down', () => {
  test('for one account from one address, whoever is claimed to ask, and its owner keeps their session', async () => {
    const body = { login: 'guessed', password: PASSWORD };
    const { token } = await server.register('guessed');
    const guess = (index: number, password: string) =>
      server.post('/auth/login', {
        body: { ...body, password },
        headers: { 'x-forwarded-for': `198.51.100.${index}` },
      });
    const statuses: number[] = [];
    for (let index = 0; index < 7; index += 1) statuses.push((await guess(index, 'wrong password')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect((await server.get('/me', { as: { ...admin, token } })).status).toBe(200);
    server.clock.ahead = 301_000;
    expect((await guess(9, PASSWORD)).status).toBe(200);
    server.clock.ahead = 0;
  });
});

describe('check 10: an address is the one that connects', () => {
  test('an address cannot claim to be another', async () => {
    const ask = (index: number) =>
      server.get('/version', {
        headers: { 'x-forwarded-for': `198.51.100.${index}`, forwarded: `for=192.0.2.${index}` },
      });
    const statuses: number[] = [];
    for (let index = 0; index < 62; index += 1) statuses.push((await ask(index)).status);
    expect(statuses.at(-1)).toBe(429);
    expect((await server.get('/me', { as: admin })).status).toBe(200);
  });
});

async function sendByRest(as: Signed): Promise<string> {
  const { status, body } = await server.post('/rooms/general/messages', { as, body: { body: 'Hi' } });
  return status === 201 ? 'ok' : body.code;
}
