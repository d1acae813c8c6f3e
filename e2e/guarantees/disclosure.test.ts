import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Signed, TestApp } from '../support/app.ts';
import { described, fieldsOf } from './described.ts';

const { operations, schemas, asyncapi } = await described();

/** Names that tell more of somebody than others may know. */
const SENSITIVE = /e-?mail|hash|token|secret|password|address|userAgent|cookie|^(ip|code|key)$/i;

/** Where such a field may stand, and why that is nobody else's. */
const ALLOWED: Readonly<Record<string, RegExp>> = {
  // Oneself.
  'Me.email': /^\w+ \/api\/v1\/(me|setup|auth\/\w+|.*sign-in.*)$/,
  'Session.userAgent': /^GET \/api\/v1\/auth\/sessions$/,
  'Session.address': /^GET \/api\/v1\/auth\/sessions$/,
  // An admin's: the routes refuse everybody else, see the table of routes.
  'AdminUser.email':
    /^(GET|POST) \/api\/v1\/admin\/users|^POST \/api\/v1\/users$|^PATCH \/api\/v1\/users\/\{user\}$/,
  // Shown once, to who has just made it.
  'NewApiToken.token': /^POST \/api\/v1\/(me|bots\/\{user\})\/tokens$/,
  'NewInvitation.code': /^POST \/api\/v1\/admin\/invitations$/,
  'NewInvite.code': /^POST \/api\/v1\/rooms\/\{room\}\/invites$/,
  'SignInLink.token': /^POST \/api\/v1\/admin\/users\/\{user\}\/sign-in-links?$/,
  // A close code.
  'session.goodbye.code': /^event$/,
  // What signing in is for.
  'SignedIn.accessToken': /^POST \/api\/v1\/(setup|auth\/\w+|.*sign-in.*)$/,
};

describe('R37: no answer has a field that is somebody else’s business', () => {
  test.each(operations)('$route', ({ route, answers }) => {
    const fields = answers.flatMap((answer) => fieldsOf(answer, schemas, route));
    const told = fields.filter((field) => SENSITIVE.test(field.split('.').at(-1) ?? ''));
    expect(told.filter((field) => !ALLOWED[field]?.test(route))).toEqual([]);
  });

  test('and no event or reply', () => {
    const { messages, schemas: own } = asyncapi.components;
    for (const [name, { payload }] of Object.entries(messages)) {
      const data = payload.properties?.data ?? {};
      // What a client sends is its own: `session.hello` has a token, `room.enter` a password.
      if (name in { 'session.hello': 0, 'room.enter': 0 }) continue;
      const told = fieldsOf(data, own, name).filter((field) => SENSITIVE.test(field.split('.').at(-1) ?? ''));
      expect(told.filter((field) => !ALLOWED[field]?.test('event'))).toEqual([]);
    }
  });

  test('and the walk can fail', () => {
    const schema = { properties: { who: { anyOf: [{ $ref: '#/x/Leak' }] } } };
    const fields = fieldsOf(schema, { Leak: { items: { properties: { passwordHash: {} } } } }, 'here');
    expect(fields).toEqual(['here.who', 'Leak.passwordHash']);
    expect(fields.filter((field) => SENSITIVE.test(field.split('.').at(-1) ?? ''))).toHaveLength(1);
  });
});

describe('R37: nothing of another person is in any answer', () => {
  let server: TestApp;
  let admin: Signed;
  let other: Signed;
  let victim: Signed;
  let secrets: Readonly<Record<string, string>>;
  let path: Readonly<Record<string, string>>;

  beforeAll(async () => {
    ({ server, admin } = await TestApp.ready());
    other = await server.register('other');
    victim = await register('victim', 'canary.mail@example.com');
    const hidden = await server.post('/rooms', {
      as: victim,
      body: { name: 'Canary cellar', access: 'hidden' },
    });
    await say(hidden.body.id, 'canary in the cellar');
    const kept = await server.post('/rooms', {
      as: victim,
      body: { name: 'Kept', access: 'password', password: 'canary of a room' },
    });
    await say(kept.body.id, 'canary behind the password');
    const { seq } = await say('general', 'for everybody');
    secrets = await secretsOf(hidden.body.id);
    path = { room: 'general', seq: String(seq), user: victim.id, emoji: '👍' };
    for (const id of [hidden.body.id, kept.body.id]) rooms.push(id);
  });
  afterAll(() => server.close());

  const rooms: string[] = ['general'];

  test.each(operations.filter(({ method, path: at }) => method === 'GET' && !at.endsWith('/events')))(
    '$route',
    async ({ path: at }) => {
      for (const room of at.includes('{room}') ? rooms : ['general']) {
        const url = at.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
          encodeURIComponent({ ...path, room }[name] ?? 'unknown'),
        );
        for (const as of [other, undefined]) {
          const { text, headers } = await server.ask('GET', url, { as });
          const all = text.replaceAll(url, '') + JSON.stringify([...headers]);
          for (const [what, secret] of Object.entries(secrets)) {
            expect(all.includes(secret), `${what} in ${url}: ${text}`).toBe(false);
          }
        }
      }
    },
  );

  test('and the walk can fail: its person finds all of it', async () => {
    const { text } = await server.get('/me', { as: victim });
    expect(text).toContain(secrets.mail);
    expect((await server.get('/rooms', { as: victim })).text).toContain(secrets['hidden room']);
    expect((await server.get('/auth/sessions', { as: victim })).text).toContain(secrets.device);
    expect((await server.get('/users', { as: admin })).status).toBe(200);
  });

  async function register(handle: string, email: string): Promise<Signed> {
    const { body } = await server.post('/auth/register', {
      body: { handle, email, password: 'canary password' },
      headers: { 'user-agent': 'canary-device/1' },
    });
    return { id: body.user.id, handle, token: body.accessToken, cookie: '' };
  }

  async function say(room: string, words: string) {
    const { body } = await server.post(`/rooms/${room}/messages`, { as: victim, body: { body: words } });
    return body as { seq: number };
  }

  async function secretsOf(hidden: string) {
    const { read } = server.store.database;
    const user = await read
      .selectFrom('users')
      .selectAll()
      .where('id', '=', victim.id)
      .executeTakeFirstOrThrow();
    const session = await read
      .selectFrom('sessions')
      .selectAll()
      .where('user_id', '=', victim.id)
      .executeTakeFirstOrThrow();
    return {
      mail: 'canary.mail@example.com',
      'password hash': user.password_hash ?? '?',
      session: session.id,
      'refresh token': session.refresh_hash,
      'access token': victim.token,
      device: 'canary-device/1',
      'hidden room': 'Canary cellar',
      'id of a hidden room': hidden,
      'words in a hidden room': 'canary in the cellar',
      'words behind a password': 'canary behind the password',
    };
  }
});
