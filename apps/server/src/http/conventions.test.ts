import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Signed, TestApp } from '../../../../e2e/support/app.ts';

let server: TestApp;
let admin: Signed;
beforeAll(async () => {
  ({ server, admin } = await TestApp.ready({ RATE_LIMITS: 'on' }));
});
afterAll(() => server.close());

const linksOf = ({ headers }: Answer) =>
  Object.fromEntries(
    [...(headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)].map(([, url, rel]) => [rel, url]),
  );

describe('R39: every answer of the API', () => {
  test('says what is left to its asker, refusals and wrong addresses too', async () => {
    const answers = [
      await server.get('/me', { as: admin }),
      await server.get('/me'),
      await server.get('/nowhere'),
      await server.get('/rooms/none', { as: admin }),
      await server.post('/rooms', { as: admin, body: '{' }),
    ];
    for (const { headers, status } of answers) {
      expect(headers.get('ratelimit-policy'), `${status}`).toBe('"user";q=600;w=60, "address";q=60;w=60');
      expect(headers.get('ratelimit'), `${status}`).toMatch(/^"(user|address)";r=\d+;t=\d+$/);
    }
  });

  test('counts down', async () => {
    const left = async () =>
      Number(
        /r=(\d+)/.exec((await server.get('/me', { as: admin })).headers.get('ratelimit') ?? '')?.[1] ?? -1,
      );
    const before = await left();
    expect(await left()).toBe(before - 1);
  });

  test('carries the id of its request, ours or theirs', async () => {
    const mine = await server.get('/me', { headers: { 'x-request-id': 'mine-1' } });
    expect([mine.headers.get('x-request-id'), mine.body.requestId]).toEqual(['mine-1', 'mine-1']);
    const { headers } = await server.get('/me', { headers: { 'x-request-id': 'not fit for a log' } });
    expect(headers.get('x-request-id')).toMatch(/^req_/);
  });
});

describe('HEAD and OPTIONS', () => {
  test('HEAD answers as GET does, without the body', async () => {
    const head = await server.ask('HEAD', '/api/v1/me', { as: admin });
    const get = await server.get('/me', { as: admin });
    expect(head).toMatchObject({ status: 200, text: '' });
    for (const name of ['etag', 'content-type', 'content-length', 'cache-control']) {
      expect(head.headers.get(name), name).toBe(get.headers.get(name));
    }
    expect(await server.ask('HEAD', '/api/v1/me')).toMatchObject({ status: 401 });
  });

  test('OPTIONS says which methods an address has', async () => {
    const { status, headers } = await server.ask('OPTIONS', '/api/v1/rooms/general');
    expect(status).toBe(204);
    expect(headers.get('allow')?.split(', ')).toEqual(
      expect.arrayContaining(['GET', 'HEAD', 'OPTIONS', 'PATCH']),
    );
    expect(await server.ask('OPTIONS', '/api/v1/nowhere')).toMatchObject({ status: 404 });
  });
});

describe('Link', () => {
  test('leads through a list by cursors, there and back', async () => {
    const first = await server.get('/rooms?limit=1&sort=name', { as: admin });
    const { next } = linksOf(first);
    expect(next).toMatch(/^\/api\/v1\/rooms\?limit=1&sort=name&cursor=/);
    const second = await server.ask('GET', next ?? '', { as: admin });
    expect(second.body.items[0].id).not.toBe(first.body.items[0].id);
    const back = await server.ask('GET', linksOf(second).prev ?? '', { as: admin });
    expect(back.body.items).toEqual(first.body.items);
  });

  test.each(['desc', 'asc'])('leads through messages, %s', async (order) => {
    const room = await server.post('/rooms', { as: admin, body: { name: `Pages ${order}` } });
    const path = `/rooms/${room.body.id}/messages`;
    for (const body of ['one', 'two', 'three']) await server.post(path, { as: admin, body: { body } });
    const read: string[] = [];
    let url: string | undefined = `/api/v1${path}?limit=1&order=${order}`;
    while (url !== undefined && read.length < 4) {
      const page: Answer = await server.ask('GET', url, { as: admin });
      read.push(...page.body.items.map((message: { body: string }) => message.body));
      url = linksOf(page).next;
    }
    expect(read).toEqual(order === 'asc' ? ['one', 'two', 'three'] : ['three', 'two', 'one']);
  });
});

describe('what the API says of itself', () => {
  test('the version and the limits, to anybody', async () => {
    const version = await server.get('/version');
    expect(version).toMatchObject({ status: 200, body: { protocol: 1 } });
    const { body } = await server.get('/limits');
    expect(body.enforced).toBe(true);
    expect(body.policies).toContainEqual(expect.objectContaining({ name: 'user', quota: 600, seconds: 60 }));
    expect(body.sizes).toMatchObject({ body: 4_000, page: 200 });
  });
});
