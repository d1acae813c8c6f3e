import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Signed, TestApp } from '../../../../e2e/support/app.ts';

let server: TestApp;
let admin: Signed;
beforeAll(async () => {
  ({ server, admin } = await TestApp.ready());
});
afterAll(() => server.close());

const get = (path: string, headers: Record<string, string> = {}) => server.get(path, { as: admin, headers });
const etagOf = async (path: string) => (await get(path)).headers.get('etag') ?? '';

describe('R39: a resource and its state', () => {
  test('has an ETag, and is not sent again to who knows it', async () => {
    for (const path of ['/me', '/users/@admin', '/rooms/general', '/server']) {
      const etag = await etagOf(path);
      expect(etag, path).toMatch(/^"[\w.-]+"$/);
      const known = await get(path, { 'if-none-match': `"other", W/${etag}` });
      expect(known, path).toMatchObject({ status: 304, text: '' });
      expect(known.headers.get('etag')).toBe(etag);
      expect(await get(path, { 'if-none-match': '"other"' })).toMatchObject({ status: 200 });
    }
  });

  test('has another ETag once it has changed, and for whom it looks otherwise', async () => {
    const before = await etagOf('/me');
    await server.patch('/me', { as: admin, body: { bio: 'changed' } });
    expect(await etagOf('/me')).not.toBe(before);
  });

  test('a message has its version for an ETag', async () => {
    const { body } = await server.post('/rooms/general/messages', { as: admin, body: { body: 'Hi' } });
    expect(await etagOf(`/rooms/general/messages/${body.seq}`)).toBe(`"${body.version}"`);
  });

  test('lists have none', async () => {
    expect((await get('/users')).headers.get('etag')).toBeNull();
    expect((await get('/rooms/general/messages')).headers.get('etag')).toBeNull();
  });
});

describe('If-Match', () => {
  const change = (etag: string, bio: string) =>
    server.patch('/me', { as: admin, body: { bio }, headers: { 'if-match': etag } });

  test('lets a change of what is known through', async () => {
    expect(await change(await etagOf('/me'), 'one')).toMatchObject({ status: 200, body: { bio: 'one' } });
    expect(await change('*', 'two')).toMatchObject({ status: 200 });
  });

  test('refuses to overwrite what is not known, and shows it', async () => {
    const known = await etagOf('/me');
    await server.patch('/me', { as: admin, body: { bio: 'of another tab' } });
    const refused = await change(known, 'lost');
    expect(refused).toMatchObject({
      status: 412,
      body: { code: 'precondition_failed', current: { handle: 'admin', bio: 'of another tab' } },
    });
    expect(refused.headers.get('etag')).toBe(await etagOf('/me'));
    expect((await get('/me')).body.bio).toBe('of another tab');
  });

  test('is not bothered by messages that came into a room meanwhile', async () => {
    const made = await server.post('/rooms', { as: admin, body: { name: 'Busy' } });
    const path = `/rooms/${made.body.id}`;
    const etag = await etagOf(path);
    await server.post(`${path}/messages`, { as: admin, body: { body: 'Hi' } });
    expect(await etagOf(path)).not.toBe(etag);
    const asking = { as: admin, body: { topic: 'still mine' }, headers: { 'if-match': etag } };
    expect(await server.patch(path, asking)).toMatchObject({ status: 200 });
    expect(await server.patch(path, asking)).toMatchObject({ status: 412 });
  });

  test('holds the deletion of a message that was edited meanwhile', async () => {
    const { body } = await server.post('/rooms/general/messages', { as: admin, body: { body: 'Hi' } });
    const path = `/rooms/general/messages/${body.seq}`;
    await server.patch(path, { as: admin, body: { body: 'Better' } });
    const stale = await server.delete(path, { as: admin, headers: { 'if-match': `"${body.version}"` } });
    expect(stale).toMatchObject({ status: 412, body: { current: { body: 'Better' } } });
    const etag = stale.headers.get('etag') ?? '';
    expect(await server.delete(path, { as: admin, headers: { 'if-match': etag } })).toMatchObject({
      status: 200,
    });
  });

  test('never shows what its asker may not read', async () => {
    const other = await server.register('curious');
    const made = await server.post('/rooms', { as: admin, body: { name: 'Cellar', access: 'hidden' } });
    const asking = { as: other, body: { topic: 'x' }, headers: { 'if-match': '"x"' } };
    const { status, body } = await server.patch(`/rooms/${made.body.id}`, asking);
    expect([status, body.code, body.current]).toEqual([404, 'not_found', undefined]);
  });

  test('is not ignored where there is nothing to compare', async () => {
    const sessions = await get('/auth/sessions');
    const path = `/auth/sessions/${sessions.body.items[0].id}`;
    const refused = await server.delete(path, { as: admin, headers: { 'if-match': '"x"' } });
    expect(refused).toMatchObject({ status: 412 });
  });
});
