import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Signed, TestApp } from '../../../../e2e/support/app.ts';

let server: TestApp;
let admin: Signed;
let ada: Signed;
let bob: Signed;
let eve: Signed;
beforeAll(async () => {
  ({ server, admin } = await TestApp.ready());
  ada = await server.register('ada');
  bob = await server.register('bob');
  eve = await server.register('eve');
}, 30_000);
afterAll(() => server.close());

const put = (path: string, as: Signed, body: object = {}) =>
  server.ask('PUT', `/api/v1${path}`, { as, body });
let named = 0;

async function room(given: object = {}): Promise<string> {
  const body = { name: `Club ${named++}`, access: 'invite', ...given };
  return (await server.post('/rooms', { as: ada, body })).body.id;
}
const invite = async (id: string, body: object = {}, as = ada) =>
  (await server.post(`/rooms/${id}/invites`, { as, body })).body;
const accept = (code: string, as: Signed) => server.post('/invites/accept', { as, body: { code } });

describe('check 25: invites', () => {
  test('let in whoever has the code, also into a hidden room, once', async () => {
    const id = await room({ access: 'hidden' });
    const { code, maxUses, expiresAt } = await invite(id);
    expect({ maxUses, expiresAt }).toEqual({ maxUses: null, expiresAt: null });
    expect((await accept(code, bob)).body).toMatchObject({ id, role: 'member' });
    expect((await accept(code, bob)).status).toBe(200);
    expect((await server.get(`/rooms/${id}/invites`, { as: ada })).body.items).toMatchObject([{ uses: 1 }]);
  });

  test('have at least 128 bits, each its own, and are stored as a hash', async () => {
    const id = await room();
    const codes = await Promise.all(Array.from({ length: 20 }, async () => (await invite(id)).code));
    expect(new Set(codes).size).toBe(20);
    for (const code of codes) expect(Buffer.from(code, 'base64url').length).toBeGreaterThanOrEqual(16);
    const rows = await server.store.database.read.selectFrom('room_invites').selectAll().execute();
    expect(codes.some((code) => JSON.stringify(rows).includes(code))).toBe(false);
    const listed = await server.get(`/rooms/${id}/invites`, { as: ada });
    expect(codes.some((code) => listed.text.includes(code))).toBe(false);
  });

  test('are made, listed and taken back by who moderates the room alone', async () => {
    const id = await room();
    const made = await invite(id);
    await accept(made.code, bob);
    for (const as of [bob, eve, admin]) {
      expect((await server.post(`/rooms/${id}/invites`, { as, body: {} })).body.code).toBe('forbidden');
      expect((await server.get(`/rooms/${id}/invites`, { as })).body.code).toBe('forbidden');
      expect((await server.delete(`/rooms/${id}/invites/${made.id}`, { as })).body.code).toBe('forbidden');
    }
    const other = await room();
    expect((await server.delete(`/rooms/${other}/invites/${made.id}`, { as: ada })).status).toBe(404);
    expect((await server.delete(`/rooms/${id}/invites/${made.id}`, { as: ada })).status).toBe(204);
    expect((await accept(made.code, eve)).status).toBe(404);
  });

  test('that are wrong, used up, expired or taken back get one answer, to accept and to look at', async () => {
    const id = await room();
    const [used, old, back] = await Promise.all([
      invite(id, { maxUses: 1 }),
      invite(id, { expiresIn: 60 }),
      invite(id),
    ]);
    expect((await server.post('/invites/preview', { body: { code: old.code } })).body).toMatchObject({
      room: { members: 1 },
      by: { handle: 'ada' },
    });
    await accept(used.code, bob);
    await server.delete(`/rooms/${id}/invites/${back.id}`, { as: ada });
    server.clock.ahead += 61_000;
    const codes = [used.code, old.code, back.code, 'no-such-invite-at-all'];
    for (const code of codes) {
      const { requestId: _, instance: __, ...answer } = (await accept(code, eve)).body;
      const {
        requestId: ___,
        instance: ____,
        ...look
      } = (await server.post('/invites/preview', { body: { code } })).body;
      expect(answer).toMatchObject({ code: 'not_found', detail: 'There is no such thing here' });
      expect(look).toEqual(answer);
    }
  });

  test('of somebody who is put out, or no longer moderates, lead nowhere', async () => {
    const id = await room();
    await accept((await invite(id)).code, bob);
    await put(`/rooms/${id}/members/${bob.id}`, ada, { role: 'moderator' });
    const { code } = await invite(id, {}, bob);
    await put(`/rooms/${id}/members/${bob.id}`, ada, { role: 'member' });
    expect((await accept(code, eve)).status).toBe(404);
  });

  test('an invite for five, used 1,000 times at once, lets in exactly five', async () => {
    const id = await room();
    const { code } = await invite(id, { maxUses: 5 });
    const { DoorsService } = await import('./doors.service.ts');
    const { insertUser } = await import('../../../../e2e/support/database.ts');
    const people = [];
    for (let start = 0; start < 1_000; start += 1) people.push(await insertUser(server.store.database));
    const doors = server.app.get(DoorsService);
    const answers = await Promise.allSettled(
      people.map((person) => doors.accept({ userId: person.id, sessionId: '', role: 'user' } as never, code)),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    const members = server.store.database.read.selectFrom('memberships').select('user_id');
    expect(await members.where('room_id', '=', id).execute()).toHaveLength(6);
  }, 60_000);

  test('refuse nonsense', async () => {
    const id = await room();
    for (const body of [{ maxUses: 0 }, { expiresIn: -1 }, { maxUses: 1.5 }]) {
      expect((await server.post(`/rooms/${id}/invites`, { as: ada, body })).status).toBe(422);
    }
    expect((await server.post('/invites/accept', { as: bob, body: { code: 'x' } })).status).toBe(422);
    expect((await server.post('/invites/accept', { body: { code: 'no-such-invite-at-all' } })).status).toBe(
      401,
    );
  });
});

describe('requests to join', () => {
  test('are asked, seen by who moderates, and accepted by adding', async () => {
    const id = await room();
    const ask = (as: Signed) => server.post(`/rooms/${id}/requests`, { as, body: { words: 'Please' } });
    expect((await ask(bob)).status).toBe(204);
    expect((await ask(bob)).status).toBe(204);
    expect((await server.get(`/rooms/${id}/requests`, { as: bob })).body.code).toBe('forbidden');
    expect((await server.get(`/rooms/${id}/requests`, { as: ada })).body.items).toMatchObject([
      { user: { handle: 'bob' }, words: 'Please' },
    ]);
    await put(`/rooms/${id}/members/${bob.id}`, ada);
    expect((await server.get(`/rooms/${id}/requests`, { as: ada })).body.items).toEqual([]);
    expect((await ask(bob)).body.code).toBe('conflict');
  });

  test('are declined in silence, or taken back', async () => {
    const id = await room();
    await server.post(`/rooms/${id}/requests`, { as: bob, body: {} });
    expect((await server.delete(`/rooms/${id}/requests/${bob.id}`, { as: eve })).body.code).toBe('forbidden');
    expect((await server.delete(`/rooms/${id}/requests/${bob.id}`, { as: bob })).status).toBe(204);
    await server.post(`/rooms/${id}/requests`, { as: bob, body: {} });
    expect((await server.delete(`/rooms/${id}/requests/@bob`, { as: ada })).status).toBe(204);
    expect((await server.delete(`/rooms/${id}/requests/@bob`, { as: ada })).status).toBe(404);
  });

  test('are of no use where the door is open, and refused where it is shut for good', async () => {
    const ask = async (id: string) =>
      (await server.post(`/rooms/${id}/requests`, { as: eve, body: {} })).body.code;
    expect(await ask(await room({ access: 'open' }))).toBe('conflict');
    expect(await ask(await room({ access: 'hidden' }))).toBe('not_found');
    const shut = await room();
    await put(`/rooms/${shut}/block-list/${eve.id}`, ada);
    expect(await ask(shut)).toBe('blocked');
    const some = await room();
    await put(`/rooms/${some}/allow-list/${bob.id}`, ada);
    expect(await ask(some)).toBe('forbidden');
  });
});
