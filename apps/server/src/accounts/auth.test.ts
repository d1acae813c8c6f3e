import { JwtService } from '@nestjs/jwt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cookieOf,
  PASSWORD,
  type Signed,
  signedIn,
  TEST_SECRET,
  TestApp,
} from '../../../../e2e/support/app.ts';
import { Tokens } from './tokens.ts';

let server: TestApp;
beforeAll(async () => {
  ({ server } = await TestApp.ready());
});
afterAll(() => server.close());

const register = (given: object) => server.post('/auth/register', { body: { password: PASSWORD, ...given } });
const login = (name: string, password = PASSWORD) =>
  server.post('/auth/login', { body: { login: name, password } });
const refresh = (cookie: string, headers = {}) =>
  server.post('/auth/refresh', { headers: { cookie, ...headers } });

describe('registering', () => {
  test('R67: makes an account, signs it in, and makes it a member of the first rooms', async () => {
    const answer = await register({ handle: 'Ada', name: ' Ada  Lovelace ', email: 'Ada@Example.com' });
    expect(answer.status).toBe(201);
    expect(answer.body.user).toMatchObject({
      handle: 'ada',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      role: 'user',
    });
    const rooms = await server.get('/rooms?sort=name', { as: signedIn(answer) });
    expect(rooms.body.items.map((room: { slug: string; role: string }) => [room.slug, room.role])).toEqual([
      ['general', 'member'],
      ['help', 'member'],
      ['random', 'member'],
    ]);
  });

  test('R32: gives each person an id apart from the handle, and a hue', async () => {
    const { body } = await register({ handle: 'grace' });
    expect(body.user.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.user.hue).toBeGreaterThanOrEqual(0);
    expect(body.user.hue).toBeLessThan(360);
  });

  test('refuses a handle that is taken, in any case', async () => {
    await register({ handle: 'taken' });
    const refused = await register({ handle: 'TAKEN' });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'conflict', errors: [{ pointer: '/handle', code: 'taken' }] },
    });
  });

  test('gives a handle to one of those who race for it', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => register({ handle: 'raced' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  test.each(['admin', 'Admin', 'adm1n', 'a-d-m-i-n', 'rnoderator', 'm0d', 'deleted', 'everyone', 'par1or'])(
    'refuses the reserved handle %s and what looks like one',
    async (handle) => {
      expect((await register({ handle })).body).toMatchObject({
        errors: [{ pointer: '/handle', code: 'reserved' }],
      });
    },
  );

  test.each([
    ['x', 'too_short'],
    ['x'.repeat(25), 'too_long'],
    ['two words', 'pattern'],
    ['über', 'pattern'],
    ['a.b', 'pattern'],
    [7, 'wrong_type'],
    [null, 'required'],
  ])('refuses the handle %j', async (handle, code) => {
    expect((await register({ handle })).body.errors).toMatchObject([{ pointer: '/handle', code }]);
  });

  test.each([
    ['a\u202eb', 'a name that turns the writing round'],
    ['a\u200bb', 'a name with a character of no width'],
    ['\u200d', 'a joiner with nothing to join'],
    ['a\nb', 'a name of two lines'],
    ['   ', 'a name of blanks'],
    ['x'.repeat(41), 'a long name'],
  ])('refuses %j: %s', async (name) => {
    expect((await register({ handle: 'named', name })).body.errors).toMatchObject([{ pointer: '/name' }]);
  });

  test('takes names in any script, with their joiners', async () => {
    for (const [index, name] of ['Zoë', '李小龍', 'می‌خواهم', '👩‍💻 Kim', '❤️‍🔥'].entries()) {
      expect((await register({ handle: `script-${index}`, name })).body.user.name).toBe(name);
    }
  });

  test('refuses a password over 72 bytes instead of cutting it', async () => {
    expect((await register({ handle: 'long', password: 'x'.repeat(73) })).body.errors).toMatchObject([
      { pointer: '/password', code: 'too_long', params: { max: 72, unit: 'bytes' } },
    ]);
    expect((await register({ handle: 'long', password: 'é'.repeat(37) })).status).toBe(422);
    expect((await register({ handle: 'long', password: 'é'.repeat(36) })).status).toBe(201);
  });
});

describe('signing in', () => {
  beforeAll(async () => {
    await register({ handle: 'lin', email: 'lin@example.com' });
  });

  test.each(['lin', 'LIN', '@lin', 'lin@example.com', ' Lin@Example.com '])('works with %j', async (name) => {
    const answer = await login(name);
    expect(answer.status).toBe(200);
    expect(answer.body.user.handle).toBe('lin');
  });

  test('answers an unknown account and a wrong password alike', async () => {
    const [wrong, unknown] = [await login('lin', 'wrong password'), await login('nobody-here')];
    expect(wrong.status).toBe(401);
    const { requestId: _, ...body } = wrong.body;
    expect(unknown.body).toMatchObject(body);
  });

  test('takes as long for an unknown account: both compare with bcrypt', async () => {
    const { Passwords } = await import('./passwords.ts');
    const passwords = new Passwords(10);
    const stored = await passwords.hash(PASSWORD);
    const time = async (hash: string | undefined) => {
      const start = performance.now();
      expect(await passwords.matches('wrong', hash)).toBe(false);
      return performance.now() - start;
    };
    const [known, unknown] = [await time(stored), await time(undefined)];
    // No speed is asserted: only that the dear work is done for both.
    expect(unknown).toBeGreaterThan(known / 4);
  });

  test('an address given later by someone else signs in its first owner only', async () => {
    const thief = await register({ handle: 'thief', email: 'lin@example.com', password: 'another password' });
    expect(thief.status).toBe(201);
    expect((await login('lin@example.com', 'another password')).status).toBe(401);
    expect((await login('lin@example.com')).body.user.handle).toBe('lin');
  });

  test.each([
    [{ login: 'lin' }, '/password', 'required'],
    [{ password: PASSWORD }, '/login', 'required'],
    [{ login: ['lin'], password: PASSWORD }, '/login', 'wrong_type'],
    [{ login: 'lin', password: 'x'.repeat(73) }, '/password', 'too_long'],
    [{ login: 'li\0n', password: PASSWORD }, '/login', 'invalid_character'],
  ])('refuses %j', async (body, pointer, code) => {
    expect(await server.post('/auth/login', { body })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer, code }] },
    });
  });

  test('never takes a password from the address', async () => {
    const refused = await server.post(`/auth/login?login=lin&password=${encodeURIComponent(PASSWORD)}`, {
      body: {},
    });
    expect(refused.status).toBe(422);
  });

  test('a suspended account is told nothing but that it is wrong', async () => {
    await register({ handle: 'gone' });
    await server.store.database.transact((transaction) =>
      transaction.updateTable('users').set({ state: 'suspended' }).where('handle', '=', 'gone').execute(),
    );
    expect((await login('gone')).status).toBe(401);
  });

  test('R68: stores a salted bcrypt hash, and nothing of it is ever answered', async () => {
    const rows = await server.store.database.read.selectFrom('users').select('password_hash').execute();
    const hashes = rows.map((row) => row.password_hash);
    for (const hash of hashes) expect(hash).toMatch(/^\$2b\$\d\d\$.{53}$/);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect((await login('lin')).text).not.toContain('$2b$');
  });
});

describe('the refresh cookie', () => {
  let person: Signed;
  let header: string;
  beforeAll(async () => {
    const answer = await register({ handle: 'cookie' });
    header = answer.headers.getSetCookie()[0] ?? '';
    person = signedIn(answer);
  });

  test('is out of reach of scripts and of other sites', () => {
    expect(header).toMatch(/; Path=\/api\/v1\/auth; HttpOnly; SameSite=Strict$/);
  });

  test('is Secure over HTTPS, as a trusted proxy tells it', async () => {
    const answer = await server.post('/auth/login', {
      body: { login: 'cookie', password: PASSWORD },
      headers: { 'x-forwarded-proto': 'https' },
    });
    expect(answer.headers.getSetCookie()[0]).toContain('; Secure');
  });

  test('renews the access token and is replaced', async () => {
    const renewed = await refresh(person.cookie);
    expect(renewed.status).toBe(200);
    expect(renewed.body.user.handle).toBe('cookie');
    expect(cookieOf(renewed.headers)).not.toBe(person.cookie);
    const me = await server.get('/me', { as: signedIn(renewed) });
    expect(me.status).toBe(200);
  });

  test('gives two tabs, and an answer that was lost, the same successor', async () => {
    const { cookie } = signedIn(await login('cookie'));
    const answers = await Promise.all([refresh(cookie), refresh(cookie), refresh(cookie)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ headers }) => cookieOf(headers))).size).toBe(1);
    const later = await refresh(cookieOf(answers[0]!.headers));
    expect(later.status).toBe(200);
  });

  test('used again after its grace ends the session, for somebody else may hold it', async () => {
    const first = signedIn(await login('cookie'));
    const second = signedIn(await refresh(first.cookie));
    server.clock.ahead += 31_000;
    expect((await refresh(first.cookie)).status).toBe(401);
    expect((await refresh(second.cookie)).status).toBe(401);
    expect((await server.get('/me', { as: second })).status).toBe(401);
  });

  test('is good for nothing else: it authorises no change and no reading', async () => {
    const headers = { cookie: person.cookie };
    expect((await server.get('/me', { headers })).status).toBe(401);
    expect((await server.post('/auth/logout', { headers })).status).toBe(401);
    expect((await server.patch('/me', { headers, body: { name: 'Mallory' } })).status).toBe(401);
  });

  test('is refused to pages of other origins, and let to our own', async () => {
    const { cookie } = signedIn(await login('cookie'));
    for (const origin of ['https://evil.example', 'null', `${server.url}.evil.example`, `${server.url}0`]) {
      expect((await refresh(cookie, { origin })).status, origin).toBe(403);
    }
    expect((await refresh(cookie, { origin: server.url })).status).toBe(200);
  });

  test.each(['', 'parlor_refresh=', 'parlor_refresh=nonsense', `parlor_refresh=${'x'.repeat(3_000)}`])(
    'that is no good is refused: %.40s',
    async (cookie) => {
      expect((await refresh(cookie)).status).toBe(401);
    },
  );

  test('that was forged for a session is refused, and the session goes on', async () => {
    const { cookie } = signedIn(await login('cookie'));
    const [name, session] = cookie.split(/[=.]/);
    expect((await refresh(`${name}=${session}.${'A'.repeat(43)}`)).status).toBe(401);
    expect((await refresh(cookie)).status).toBe(200);
  });
});

describe('sessions', () => {
  test('R67: signing out refuses the access token at once, and takes the cookie away', async () => {
    const person = await server.register('leaver');
    expect((await server.get('/me', { as: person })).status).toBe(200);
    const answer = await server.post('/auth/logout', { as: person });
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^parlor_refresh=;.*Expires=Thu, 01 Jan 1970/);
    expect((await server.get('/me', { as: person })).body.code).toBe('unauthenticated');
    expect((await refresh(person.cookie)).status).toBe(401);
  });

  test('are listed and revoked by their person only', async () => {
    const here = await server.register('many');
    const there = signedIn(await login('many'));
    const listed = await server.get('/auth/sessions', { as: here });
    expect(listed.body.items).toHaveLength(2);
    const other = listed.body.items.find((session: { current: boolean }) => !session.current);
    expect(other).toMatchObject({ address: '127.0.0.1', userAgent: expect.any(String) });
    const stranger = await server.register('stranger');
    expect((await server.delete(`/auth/sessions/${other.id}`, { as: stranger })).status).toBe(404);
    expect((await server.delete(`/auth/sessions/${other.id}`, { as: here })).status).toBe(204);
    expect((await server.get('/me', { as: there })).status).toBe(401);
    expect((await server.get('/me', { as: here })).status).toBe(200);
    expect((await server.delete('/auth/sessions/nonsense', { as: here })).status).toBe(404);
  });

  test('all others are ended at once', async () => {
    const here = await server.register('alone');
    const others = [signedIn(await login('alone')), signedIn(await login('alone'))];
    expect((await server.delete('/auth/sessions', { as: here })).status).toBe(204);
    for (const other of others) expect((await server.get('/me', { as: other })).status).toBe(401);
    expect((await server.get('/me', { as: here })).status).toBe(200);
  });
});

describe('access tokens', () => {
  const { accessKey } = new Tokens(TEST_SECRET);
  const forge = (options: object, claims: object = {}, key: Buffer | string = accessKey) =>
    new JwtService({}).sign(claims, {
      secret: key,
      issuer: 'parlor',
      audience: 'parlor',
      algorithm: 'HS256',
      expiresIn: 900,
      ...options,
    });
  const withToken = (token: string) => server.get('/me', { headers: { authorization: `Bearer ${token}` } });

  test('R44, R49, R69: protect everything that is not said to be public', async () => {
    for (const path of [
      '/me',
      '/users',
      '/rooms',
      '/rooms/general',
      '/rooms/general/members',
      '/auth/sessions',
    ]) {
      const refused = await server.get(path);
      expect(refused, path).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test('check 24: that have expired say so; forged, foreign and oversized ones are refused', async () => {
    const person = await server.register('tardy');
    const [, payload = ''] = person.token.split('.');
    const { sub, sid } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    expect((await withToken(forge({}, { sub, sid }))).status).toBe(200);
    expect((await withToken(forge({ expiresIn: -1 }, { sub, sid }))).body.code).toBe('token_expired');
    for (const [what, token] of Object.entries({
      'another issuer': forge({ issuer: 'other' }, { sub, sid }),
      'another audience': forge({ audience: 'other' }, { sub, sid }),
      'another algorithm': forge({ algorithm: 'HS512' }, { sub, sid }),
      'no algorithm': `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
      'another key': forge({}, { sub, sid }, 'x'.repeat(32)),
      'not yet': forge({ notBefore: 600 }, { sub, sid }),
      'no session': forge({}, { sub }),
      "another's session": forge({}, { sub: 'someone-else', sid }),
      'an unknown session': forge({}, { sub, sid: 'nonsense' }),
      'claims of wrong types': forge({}, { sub, sid: { $ne: null } }),
      'trailing garbage': `${person.token}x`,
      '10 KB': `${person.token}${'x'.repeat(10_000)}`,
      nothing: '',
    })) {
      expect((await withToken(token)).body, what).toMatchObject({ status: 401, code: 'unauthenticated' });
    }
  });

  test('are never taken from the address', async () => {
    const person = await server.register('linker');
    expect((await server.get(`/me?access_token=${person.token}&token=${person.token}`)).status).toBe(401);
  });

  test('do not outlive their person: a suspended one is refused within seconds', async () => {
    const person = await server.register('banned');
    await server.store.database.transact((transaction) =>
      transaction.updateTable('users').set({ state: 'suspended' }).where('id', '=', person.id).execute(),
    );
    await expect
      .poll(async () => (await server.get('/me', { as: person })).status, { timeout: 5_000 })
      .toBe(401);
  });
});

test('the log holds no password, no token and no cookie, however loud it is', () => {
  const log = server.log.join('');
  expect(log).toContain('/api/v1/auth/login');
  expect(log).not.toContain(PASSWORD);
  expect(log).not.toMatch(/eyJ|parlor_refresh|Bearer|example\.com/);
});
