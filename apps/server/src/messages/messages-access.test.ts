import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, type Signed, TestApp } from '../../../../e2e/support/app.ts';

let server: TestApp;
let admin: Signed;
let ada: Signed;
let bob: Signed;
let eve: Signed;
let room: string;
let rooms = 0;

beforeAll(async () => {
  ({ server, admin } = await TestApp.ready());
  [ada, bob, eve] = [
    await server.register('ada'),
    await server.register('bob'),
    await server.register('eve'),
  ];
});
afterAll(() => server.close());
beforeEach(async () => {
  rooms += 1;
  const made = await server.post('/rooms', {
    as: ada,
    body: { name: `Room ${rooms}`, access: 'password', password: 'sesame' },
  });
  room = made.body.id;
  await server.post(`/rooms/${room}/join`, { as: bob, body: { password: 'sesame' } });
});

const url = (rest = '') => `/rooms/${room}/messages${rest}`;
const send = (body: string) => server.post(url(), { as: ada, body: { body } });

describe('IDOR: a room that one does not belong to', () => {
  type Ask = (as: Signed | undefined) => Promise<Answer>;
  const routes: [string, Ask][] = [
    ['list', (as) => server.get(url(), { as })],
    ['changes', (as) => server.get(`/rooms/${room}/changes`, { as })],
    ['read', (as) => server.get(url('/1'), { as })],
    ['send', (as) => server.post(url(), { as, body: { body: 'x' } })],
    ['edit', (as) => server.patch(url('/1'), { as, body: { body: 'x' } })],
    ['delete', (as) => server.delete(url('/1'), { as })],
    ['restore', (as) => server.post(url('/1/restore'), { as })],
    ['reactions', (as) => server.get(url('/1/reactions'), { as })],
    ['react', (as) => server.ask('PUT', `/api/v1${url('/1/reactions/x')}`, { as })],
    ['unreact', (as) => server.ask('DELETE', `/api/v1${url('/1/reactions/x')}`, { as })],
    ['presence', (as) => server.get(`/rooms/${room}/presence`, { as })],
  ];

  test.each(routes)(
    '%s is refused to strangers, to staff, to who left and to who did not sign in',
    async (_, ask) => {
      await send('canary');
      await server.post(`/rooms/${room}/leave`, { as: bob });
      for (const stranger of [eve, bob, admin]) {
        const answer = await ask(stranger);
        expect(answer.status).toBe(403);
        expect(answer.text).not.toContain('canary');
      }
      expect((await ask(undefined)).status).toBe(401);
      expect((await server.get(url('/1'), { as: ada })).body).toMatchObject({ body: 'canary', version: 1 });
    },
  );

  test.each(routes)('%s of a hidden one is not found, as of none', async (_, ask) => {
    const hidden = await server.post('/rooms', {
      as: ada,
      body: { name: `Hidden ${rooms}`, access: 'hidden' },
    });
    room = hidden.body.id;
    await send('canary');
    const refused = await ask(eve);
    room = '01980000-0000-7000-8000-000000000000';
    const absent = await ask(eve);
    expect([refused.status, absent.status]).toEqual([404, 404]);
    expect(refused.body.detail).toBe(absent.body.detail);
  });
});
