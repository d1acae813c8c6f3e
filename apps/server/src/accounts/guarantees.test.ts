import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, type Signed, TestApp } from '../../../../e2e/support/app.ts';
import { Passwords } from './passwords.ts';

const register = (server: TestApp, given: object) =>
  server.post('/auth/register', { body: { password: PASSWORD, ...given } });
const login = (server: TestApp, name: string, password = 'wrong password', headers = {}) =>
  server.post('/auth/login', { body: { login: name, password }, headers });

describe('what is open to anybody', () => {
  let server: TestApp;
  let ada: Signed;
  beforeAll(async () => {
    ({ server } = await TestApp.ready());
    ada = await server.register('ada');
  });
  afterAll(() => server.close());

  const withoutId = ({ status, body }: { status: number; body: { requestId: string } }) => {
    const { requestId: _, ...rest } = body;
    return { status, ...rest };
  };

  test('check 21: a login, a link and an address tell nothing of who is here', async () => {
    await register(server, { handle: 'mailed', email: 'mailed@example.com' });
    const answers = [
      await login(server, 'ada'),
      await login(server, 'nobody-here'),
      await login(server, 'mailed@example.com'),
      await login(server, 'other@example.com'),
    ];
    const [first, ...others] = answers.map(withoutId);
    expect(first).toMatchObject({ status: 401, code: 'unauthenticated' });
    for (const other of others) expect(other).toEqual(first);
    const link = (token: string) => server.post('/auth/link', { body: { token } });
    expect(withoutId(await link('A'.repeat(43)))).toEqual(withoutId(await link('nonsense')));
    const second = await register(server, { handle: 'second', email: 'mailed@example.com' });
    const fresh = await register(server, { handle: 'fresh', email: 'fresh@example.com' });
    expect([second.status, fresh.status]).toEqual([201, 201]);
  });

  test('check 22: passwords are salted, over 72 bytes refused, and hashing leaves the loop alone', async () => {
    expect(await new Passwords().hash('any')).toMatch(/^\$2b\$12\$/);
    const passwords = new Passwords(10);
    const [one, other] = await Promise.all([passwords.hash('same'), passwords.hash('same')]);
    expect(one).not.toBe(other);
    const long = await register(server, { handle: 'long', password: 'x'.repeat(73) });
    expect(long).toMatchObject({ status: 422, body: { errors: [{ pointer: '/password' }] } });
    // Ten at once; the loop goes round between their beginning and their end, which it would not if they held it.
    let turns = 0;
    const watch = setInterval(() => turns++, 1);
    await Promise.all(Array.from({ length: 10 }, () => passwords.matches('other', one)));
    clearInterval(watch);
    expect(turns).toBeGreaterThan(10);
  }, 30_000);

  test('check 13: a repeated parameter is refused, and fields do not override whose it is', async () => {
    for (const path of [
      '/users?limit=1&limit=2',
      '/users?cursor=a&cursor=b',
      '/rooms?sort=name&sort=active',
    ]) {
      expect((await server.get(path, { as: ada })).status, path).toBe(422);
    }
    const body = {
      body: 'mine',
      author: { id: 'someone' },
      author_id: 'someone',
      userId: 'someone',
      room: 'x',
    };
    const said = await server.post('/rooms/general/messages?author=x', { as: ada, body });
    expect(said.body.author.id).toBe(ada.id);
    const token = { name: 'x', scopes: ['profile:read'], user: 'someone', user_id: 'someone', hash: 'x' };
    expect((await server.post('/me/tokens', { as: ada, body: token })).status).toBe(201);
    expect((await server.get('/me/tokens', { as: ada })).body.items).toHaveLength(1);
  });

  test.each(['a\u202eb', 'a\u200bb', 'a\u2066b', '\ufeffa', 'a\u00adb'])(
    'check 34: a name that hides or turns something is refused: %j',
    async (name) => {
      expect((await server.patch('/me', { as: ada, body: { name } })).status).toBe(422);
      expect((await server.patch('/me', { as: ada, body: { bio: name } })).status).toBe(422);
    },
  );

  test('check 34: names are one form of the same letters, and look-alikes of handles are refused', async () => {
    const { body } = await server.patch('/me', { as: ada, body: { name: 'Zoe\u0308' } });
    expect(body.name).toBe('Zo\u00eb');
    for (const handle of ['аdmin', 'ad\u200bmin', 'adrnin', 'ADM1N', '@admin', 'admin\u0301']) {
      expect((await register(server, { handle })).status, handle).toBe(422);
      expect((await server.patch('/me', { as: ada, body: { handle } })).status, handle).toBe(422);
    }
  });

  test.each(['__proto__', 'constructor', 'toString', 'prototype', 'hasOwnProperty'])(
    'check 35: %s is a word like any other',
    async (word) => {
      for (const path of [`/users/${word}`, `/users/@${word}`, `/rooms/${word}`, `/users?${word}=1`]) {
        expect([200, 404], path).toContain((await server.get(path, { as: ada })).status);
      }
      const raw = `{"name":"Ada","${word}":{"polluted":true},"__proto__":{"polluted":true,"role":"admin"}}`;
      const changed = await server.patch('/me', { as: ada, body: raw });
      expect(changed).toMatchObject({ status: 200, body: { name: 'Ada', role: 'user' } });
      const scopes = { name: 'x', scopes: [word] };
      expect((await server.post('/me/tokens', { as: ada, body: scopes })).status).toBe(422);
      expect((await login(server, word)).status).toBe(401);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    },
  );

  test.each(["' or 1=1 --", '"; drop table users; --', "ada' and '1'='1", '%', '_da', 'ada\0', '\\', '*'])(
    'check 36: SQL in a field is a word like any other: %j',
    async (word) => {
      expect([401, 422]).toContain((await login(server, word, PASSWORD)).status);
      expect([401, 422]).toContain((await login(server, `@${word}`, PASSWORD)).status);
      const at = encodeURIComponent(word);
      for (const path of [`/users/${at}`, `/users/@${at}`, `/users?cursor=${at}`]) {
        expect([400, 404, 422], path).toContain((await server.get(path, { as: ada })).status);
      }
      expect([200, 422]).toContain((await server.patch('/me', { as: ada, body: { bio: word } })).status);
      for (const path of ['/auth/link', '/auth/invitation']) {
        const answer = await server.post(path, { body: { token: word, code: word } });
        expect([401, 404, 422]).toContain(answer.status);
      }
      expect((await server.get('/users/@ada', { as: ada })).body.id).toBe(ada.id);
    },
  );
});

describe('check 23: guessing', () => {
  let server: TestApp;
  beforeAll(async () => {
    ({ server } = await TestApp.ready({ RATE_LIMITS: 'on' }));
    await server.register('ada');
  });
  afterAll(() => server.close());

  const from = (address: string) => ({ 'x-forwarded-for': address });

  test('a password slows down for the account and the address, and does not shut the victim out', async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 7; guess++) {
      statuses.push((await login(server, 'ada', 'wrong password', from('198.51.100.7'))).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    const right = await login(server, 'ada', PASSWORD, from('198.51.100.7'));
    expect(right.status).toBe(429);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await login(server, 'ada', PASSWORD, from('203.0.113.9'))).status).toBe(200);
  });

  test('the old password slows down as a sign-in does', async () => {
    const bob = await server.register('bob');
    const statuses: number[] = [];
    for (let guess = 0; guess < 6; guess++) {
      const body = { oldPassword: 'wrong', newPassword: 'a good new one' };
      statuses.push((await server.ask('PUT', '/api/v1/me/password', { as: bob, body })).status);
    }
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429]);
  });
});
