import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Signed, TestApp } from '../../../../e2e/support/app.ts';

let server: TestApp;
let admin: Signed;
let ada: Signed;
let bob: Signed;
beforeAll(async () => {
  ({ server, admin } = await TestApp.ready());
  ada = await server.register('ada');
  bob = await server.register('bob');
});
afterAll(() => server.close());

const create = (body: unknown, as = ada) => server.post('/rooms', { as, body });
const act = (room: string, verb: 'join' | 'leave', as: Signed, body?: object) =>
  server.post(`/rooms/${room}/${verb}`, { as, body });
const slugs = async (query: string, as = ada): Promise<string[]> => {
  const { body } = await server.get(`/rooms?limit=200&${query}`, { as });
  return body.items.map((room: { slug: string }) => room.slug);
};

describe('the first rooms', () => {
  test('R2: are there from the start, and stay what they are when the server starts again', async () => {
    expect(await slugs('sort=name')).toEqual(expect.arrayContaining(['general', 'help', 'random']));
    const { RoomsService } = await import('./rooms.service.ts');
    await server.app.get(RoomsService).makePredefined(['general', 'random', 'help']);
    expect((await slugs('sort=name')).filter((slug) => slug === 'general')).toHaveLength(1);
  });
});

describe('making a room', () => {
  test('R7: gives it an owner, and a short name made of its name', async () => {
    const made = await create({ name: 'Café au lait!', topic: 'Breakfast' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      slug: 'cafe-au-lait',
      name: 'Café au lait!',
      topic: 'Breakfast',
      access: 'open',
      kind: 'room',
      role: 'owner',
      members: 1,
      lastSeq: 0,
      count: 0,
      read: { seq: 0, nth: 0, mentions: 0 },
    });
  });

  test('R35: needs no name', async () => {
    const made = await create({});
    expect(made.body).toMatchObject({ name: null, slug: null });
    expect((await server.get(`/rooms/${made.body.id}`, { as: ada })).status).toBe(200);
  });

  test('takes a short name of its own, and refuses one that is taken', async () => {
    expect((await create({ name: 'Tea', slug: 'tea-time' })).body.slug).toBe('tea-time');
    expect(await create({ name: 'Other', slug: 'tea-time' })).toMatchObject({
      status: 409,
      body: { code: 'conflict', errors: [{ pointer: '/slug', code: 'taken' }] },
    });
    expect((await create({ name: 'Tea time' })).status).toBe(409);
  });

  test.each([
    [{ name: '' }, '/name', 'too_short'],
    [{ name: ' ' }, '/name', 'blank'],
    [{ name: 'x'.repeat(81) }, '/name', 'too_long'],
    [{ slug: 'A' }, '/slug', 'pattern'],
    [{ slug: '1st' }, '/slug', 'pattern'],
    [{ slug: 'x'.repeat(33) }, '/slug', 'pattern'],
    [{ slug: '../etc' }, '/slug', 'pattern'],
    [{ topic: 'x'.repeat(251) }, '/topic', 'too_long'],
    [{ access: 'secret' }, '/access', 'not_in_list'],
    [{ access: 'password' }, '/password', 'required'],
    [null, '', 'wrong_type'],
  ])('refuses %j', async (body, pointer, code) => {
    expect(await create(body)).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } });
  });
});

describe('joining and leaving', () => {
  test('R5: makes one a member of an open room, once, and ends it', async () => {
    const { body: room } = await create({ name: 'Door' });
    const joined = await act(room.slug, 'join', bob);
    expect(joined).toMatchObject({ status: 200, body: { role: 'member', members: 2 } });
    expect((await act(room.id, 'join', bob)).body.members).toBe(2);
    expect((await act(room.slug, 'leave', bob)).status).toBe(204);
    expect((await server.get(`/rooms/${room.slug}`, { as: bob })).body).toMatchObject({
      role: null,
      members: 1,
    });
    expect((await act(room.slug, 'leave', bob)).body.code).toBe('forbidden');
  });

  test('leaving raises the access version, so that what was allowed before it is stale', async () => {
    const { body: room } = await create({ name: 'Version' });
    await act(room.id, 'join', bob);
    const version = async () => {
      const heads = server.store.database.read.selectFrom('room_heads').select('access_version');
      return (await heads.where('room_id', '=', room.id).executeTakeFirstOrThrow()).access_version;
    };
    const before = await version();
    await act(room.id, 'leave', bob);
    expect(await version()).toBe(before + 1);
    await act(room.id, 'leave', bob);
    expect(await version()).toBe(before + 1);
  });

  test('what was said before one joined is not unread', async () => {
    const { body: room } = await create({ name: 'Earlier' });
    await server.post(`/rooms/${room.id}/messages`, { as: ada, body: { body: 'Hi', clientId: 'c1' } });
    const joined = await act(room.id, 'join', bob);
    expect(joined.body).toMatchObject({ count: 1, lastSeq: 1, read: { seq: 1, nth: 1 } });
  });

  test('the last owner may not leave', async () => {
    const { body: room } = await create({ name: 'Captain' });
    expect(await act(room.id, 'leave', ada)).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });

  test('R43: a password room wants its password, five wrong ones at most', async () => {
    const { body: room } = await create({ name: 'Vault', access: 'password', password: 'sesame' });
    expect((await act(room.id, 'join', bob)).body.code).toBe('room_password_required');
    expect((await act(room.id, 'join', bob, { password: 'wrong' })).body.code).toBe('room_password_wrong');
    expect((await act(room.id, 'join', bob, { password: 'sesame' })).status).toBe(200);
    expect((await server.get(`/rooms/${room.id}`, { as: bob })).text).not.toContain('$2b$');
  });

  test('R43: an invite room lets nobody in by themselves, and says no more than its name', async () => {
    const { body: room } = await create({ name: 'Club', topic: 'Canary', access: 'invite' });
    await server.post(`/rooms/${room.id}/messages`, { as: ada, body: { body: 'Hi', clientId: 'c1' } });
    const seen = await server.get('/rooms/club', { as: bob });
    expect(seen.body).toMatchObject({
      name: 'Club',
      topic: null,
      count: 0,
      lastSeq: 0,
      members: 0,
      role: null,
    });
    expect(seen.body).not.toHaveProperty('read');
    expect((await act(room.id, 'join', bob)).body.code).toBe('forbidden');
    expect((await server.get('/rooms/club/members', { as: bob })).body.code).toBe('forbidden');
  });

  test('R43: a hidden room is like none: same answer, by id and by name, for everything', async () => {
    const { body: room } = await create({ name: 'Cellar', access: 'hidden' });
    expect(await slugs('sort=name', bob)).not.toContain('cellar');
    expect(await slugs('sort=name', ada)).toContain('cellar');
    for (const as of [bob, admin]) {
      for (const reference of [room.id, 'cellar', 'no-such-room']) {
        const answers = [
          await server.get(`/rooms/${reference}`, { as }),
          await server.get(`/rooms/${reference}/members`, { as }),
          await act(reference, 'join', as),
          await act(reference, 'leave', as),
          await server.patch(`/rooms/${reference}`, { as, body: { name: 'Mine' } }),
        ];
        for (const { status, body } of answers) {
          expect({ status, code: body.code, detail: body.detail }).toEqual({
            status: 404,
            code: 'not_found',
            detail: 'There is no such thing here',
          });
        }
      }
    }
  });
});

describe('changing a room', () => {
  test('is for its owner, and for admins who are members', async () => {
    const { body: room } = await create({ name: 'Draft' });
    await act(room.id, 'join', bob);
    const patch = (as: Signed, body: object) => server.patch(`/rooms/${room.id}`, { as, body });
    expect((await patch(ada, { topic: 'New' })).body).toMatchObject({ name: 'Draft', topic: 'New' });
    expect((await patch(ada, { topic: null })).body.topic).toBeNull();
    expect((await patch(bob, { name: 'Bob was here' })).body.code).toBe('forbidden');
    expect((await patch(admin, { name: 'Tidy' })).body.code).toBe('forbidden');
    await act(room.id, 'join', admin);
    expect((await patch(admin, { name: 'Tidy' })).body.name).toBe('Tidy');
    expect((await patch(ada, { name: '' })).status).toBe(422);
  });
});

describe('the list of rooms', () => {
  test('R38: puts those last visited first', async () => {
    const visitor = await server.register('visitor');
    const { RoomsService } = await import('./rooms.service.ts');
    const { SessionsService } = await import('../accounts/sessions.service.ts');
    const actor = await server.app.get(SessionsService).authenticate(visitor.token);
    for (const room of ['help', 'general', 'random']) {
      server.clock.ahead += 10;
      await server.app.get(RoomsService).enter(actor, room);
    }
    expect((await slugs('sort=recent', visitor)).slice(0, 3)).toEqual(['random', 'general', 'help']);
    expect((await slugs('', visitor)).slice(0, 3)).toEqual(['random', 'general', 'help']);
  });

  test('R38: or those where one has sent most', async () => {
    const writer = await server.register('writer');
    const send = (room: string, clientId: string) =>
      server.post(`/rooms/${room}/messages`, { as: writer, body: { body: 'Hi', clientId } });
    await send('random', 'a');
    await send('help', 'b');
    await send('help', 'c');
    expect((await slugs('sort=active', writer)).slice(0, 2)).toEqual(['help', 'random']);
  });

  test('or the newest, or by name, and refuses any other order', async () => {
    await create({ name: 'Zz newest' });
    expect((await slugs('sort=newest'))[0]).toBe('zz-newest');
    const named = (await slugs('sort=name')).filter((slug) => slug !== null);
    expect(named).toEqual([...named].sort());
    expect((await server.get('/rooms?sort=size', { as: ada })).body.errors).toMatchObject([
      { pointer: '/sort' },
    ]);
  });

  test('comes in pages, each room once', async () => {
    for (const sort of ['recent', 'active', 'newest', 'name']) {
      const all = await server.get(`/rooms?limit=200&sort=${sort}`, { as: ada });
      const ids: string[] = [];
      let next: string | null = '';
      while (next !== null) {
        const { body } = await server.get(`/rooms?limit=2&sort=${sort}${next && `&cursor=${next}`}`, {
          as: ada,
        });
        ids.push(...body.items.map((room: { id: string }) => room.id));
        next = body.page.next;
      }
      expect(ids, sort).toEqual(all.body.items.map((room: { id: string }) => room.id));
    }
  });
});

describe('members', () => {
  test('are listed to members', async () => {
    const { body } = await server.get('/rooms/general/members?limit=200', { as: ada });
    expect(body.items.map((member: { user: { handle: string } }) => member.user.handle)).toEqual(
      expect.arrayContaining(['ada', 'admin', 'bob']),
    );
    const { body: room } = await create({ name: 'Private list' });
    expect((await server.get(`/rooms/${room.id}/members`, { as: bob })).body.code).toBe('forbidden');
  });
});
