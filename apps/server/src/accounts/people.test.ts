import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Signed, TestApp } from '../../../../e2e/support/app.ts';

let server: TestApp;
let ada: Signed;
let bob: Signed;
beforeAll(async () => {
  ({ server } = await TestApp.ready());
  ada = await server.register('ada');
  bob = await server.register('bob');
});
afterAll(() => server.close());

const patch = (body: unknown, as = ada) => server.patch('/me', { as, body });

describe('oneself', () => {
  test('R33, R61: changes name, hue and bio, and leaves the rest', async () => {
    const changed = await patch({ name: 'Ada L.', hue: 200, bio: 'Notes' });
    expect(changed).toMatchObject({
      status: 200,
      body: { handle: 'ada', name: 'Ada L.', hue: 200, bio: 'Notes' },
    });
    expect((await patch({ hue: 0 })).body).toMatchObject({ name: 'Ada L.', hue: 0, bio: 'Notes' });
    expect((await patch({})).body).toMatchObject({ name: 'Ada L.', hue: 0 });
    expect((await server.get('/me', { as: ada })).body).toMatchObject({ name: 'Ada L.', hue: 0 });
  });

  test.each([
    [{ hue: 360 }, '/hue', 'too_large'],
    [{ hue: 1.5 }, '/hue', 'wrong_type'],
    [{ hue: '1' }, '/hue', 'wrong_type'],
    [{ name: '' }, '/name', 'too_short'],
    [{ name: 'a\u2066b' }, '/name', 'invalid_character'],
    [{ bio: 'x'.repeat(161) }, '/bio', 'too_long'],
    [{ bio: 'a\0b' }, '/bio', 'invalid_character'],
    [[], '', 'wrong_type'],
    ['"text"', '', 'wrong_type'],
  ])('refuses %j', async (body, pointer, code) => {
    expect(await patch(body)).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } });
  });

  test('R40: nobody raises their own role, and fields that are not asked for are ignored', async () => {
    const changed = await patch({
      role: 'admin',
      id: 'x',
      state: 'pending',
      email: 'x@example.com',
      bot: true,
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { role: 'user', id: ada.id, handle: 'ada', bot: false },
    });
  });

  test('R61: is known by the new name at once', async () => {
    await patch({ name: 'Newer' }, bob);
    const members = await server.get('/rooms/general/members', { as: bob });
    expect(members.body.items).toContainEqual(
      expect.objectContaining({ user: expect.objectContaining({ name: 'Newer' }) }),
    );
  });
});

describe('other people', () => {
  test('are found by id and by @handle', async () => {
    for (const reference of [bob.id, '@bob', '@BOB']) {
      const { status, body } = await server.get(`/users/${reference}`, { as: ada });
      expect(status).toBe(200);
      expect(body.handle).toBe('bob');
    }
  });

  test('R37: show no e-mail, hash, token or address', async () => {
    await server.post('/auth/register', {
      body: { handle: 'secretive', password: 'a canary password', email: 'canary@example.com' },
    });
    for (const path of ['/users/@secretive', '/users?limit=200', '/rooms/general/members']) {
      const { text } = await server.get(path, { as: ada });
      expect(text).toContain('secretive');
      expect(text).not.toMatch(/canary|\$2b\$|127\.0\.0\.1|password|email|hash|token/i);
    }
  });

  test.each(['@nobody', 'bob', '00000000-0000-7000-8000-000000000000', '@', "' or 1=1 --", '__proto__'])(
    'that are not there are not found: %s',
    async (reference) => {
      const answer = await server.get(`/users/${encodeURIComponent(reference)}`, { as: ada });
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    },
  );

  test('come in pages that lead on and back, whoever comes in between', async () => {
    for (const handle of ['p1', 'p2', 'p3', 'p5', 'p6']) await server.register(handle);
    const first = await server.get('/users?limit=3', { as: ada });
    expect(first.body.page).toMatchObject({ prev: null, hasMore: true });
    await server.register('p4');
    const handles = first.body.items.map((user: { handle: string }) => user.handle);
    let { page } = first.body;
    let last = first;
    while (page.next) {
      last = await server.get(`/users?limit=3&cursor=${page.next}`, { as: ada });
      handles.push(...last.body.items.map((user: { handle: string }) => user.handle));
      page = last.body.page;
    }
    expect(handles).toEqual([...handles].sort());
    expect(handles).toContain('p4');
    const back = await server.get(`/users?limit=3&cursor=${last.body.page.prev}`, { as: ada });
    expect(back.body.items.at(-1).handle < last.body.items[0].handle).toBe(true);
    expect(back.body.page.hasMore).toBe(true);
  });

  test.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'limit=1e2',
    'limit=',
    'limit=1&limit=2',
    'cursor=nonsense',
    'cursor=WzEsMV0x',
    'cursor=WzIsImEiXQ',
  ])('refuses %s', async (query) => {
    const answer = await server.get(`/users?${query}`, { as: ada });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
  });
});
