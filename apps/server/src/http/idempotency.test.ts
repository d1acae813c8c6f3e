import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, type Signed, TestApp } from '../../../../e2e/support/app.ts';

const HOUR = 60 * 60 * 1_000;

let server: TestApp;
let admin: Signed;
let other: Signed;
beforeAll(async () => {
  ({ server, admin } = await TestApp.ready());
  other = await server.register('other');
});
afterAll(() => server.close());

const make = (key: string, body: object, as = admin) =>
  server.post('/rooms', { as, body, headers: { 'idempotency-key': key } });
const roomsCalled = async (name: string) => {
  const { body } = await server.get('/rooms?limit=200', { as: admin });
  return body.items.filter((room: { name: string }) => room.name === name).length;
};

describe('R39: Idempotency-Key', () => {
  test('gives the first answer again, status and body, and does nothing twice', async () => {
    const key = randomUUID();
    const first = await make(key, { name: 'Once' });
    const again = await make(key, { name: 'Once' });
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(await roomsCalled('Once')).toBe(1);
  });

  test('gives an answer without a body again', async () => {
    const { body } = await make(randomUUID(), { name: 'Left' });
    await server.post(`/rooms/${body.id}/join`, { as: other });
    const headers = { 'idempotency-key': randomUUID() };
    expect(await server.post(`/rooms/${body.id}/leave`, { as: other, headers })).toMatchObject({
      status: 204,
    });
    const again = await server.post(`/rooms/${body.id}/leave`, { as: other, headers });
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([204, '', 'true']);
  });

  test('has one effect when many come at once', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 8 }, () => make(key, { name: 'At once' })));
    for (const { status, body } of answers) expect([201, 409], JSON.stringify(body)).toContain(status);
    expect(answers.some(({ status }) => status === 201)).toBe(true);
    expect(await roomsCalled('At once')).toBe(1);
  });

  test('refuses the same key for another body, or another room', async () => {
    const key = randomUUID();
    await make(key, { name: 'Mine' });
    expect(await make(key, { name: 'Another' })).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await roomsCalled('Another')).toBe(0);
    const headers = { 'idempotency-key': key };
    await server.post('/rooms/general/join', { as: admin, headers });
    expect(await server.post('/rooms/random/join', { as: admin, headers })).toMatchObject({ status: 409 });
  });

  test('is one person’s own, and one route’s', async () => {
    const key = randomUUID();
    const mine = await make(key, { name: 'Same key' });
    const theirs = await make(key, { name: 'Same key too' }, other);
    expect(theirs.status).toBe(201);
    expect(theirs.body.id).not.toBe(mine.body.id);
    const headers = { 'idempotency-key': key };
    expect(await server.post('/rooms/general/join', { as: admin, headers })).toMatchObject({ status: 200 });
  });

  test('is free again after a refusal, which had no effect', async () => {
    const key = randomUUID();
    expect(await make(key, { name: '' })).toMatchObject({ status: 422 });
    expect(await make(key, { name: 'Right now' })).toMatchObject({ status: 201 });
  });

  test('is refused when it is no key', async () => {
    for (const key of ['with a space', 'x'.repeat(256)]) {
      const { status, body } = await make(key, { name: 'None' });
      expect([status, body.errors?.[0]?.pointer]).toEqual([422, '/Idempotency-Key']);
    }
  });

  test('of a message is its clientId: bodies are not compared', async () => {
    const send = (body: string) =>
      server.post('/rooms/general/messages', {
        as: admin,
        body: { body },
        headers: { 'idempotency-key': 'm1' },
      });
    expect(await send('Hi')).toMatchObject({ status: 201, body: { clientId: 'm1' } });
    expect(await send('Hello')).toMatchObject({ status: 200, body: { body: 'Hi' } });
  });

  test('is kept for 24 hours and holds nothing in clear', async () => {
    const key = randomUUID();
    const first = await make(key, { name: 'Canary of a room' });
    const rows = await server.store.database.read.selectFrom('idempotency_keys').selectAll().execute();
    expect(rows.length).toBeGreaterThan(0);
    const kept = rows.map(({ sealed }) => Buffer.from(sealed ?? '', 'base64url').toString('latin1'));
    for (const secret of [key, 'Canary of a room', first.body.id]) {
      expect(JSON.stringify(rows) + kept.join()).not.toContain(secret);
    }
    server.clock.ahead = 23 * HOUR;
    const late = await server.post('/auth/login', { body: { login: 'admin', password: PASSWORD } });
    const again = { ...admin, token: late.body.accessToken };
    expect((await make(key, { name: 'Canary of a room' }, again)).text).toBe(first.text);
    server.clock.ahead = 25 * HOUR;
    const later = await server.post('/auth/login', { body: { login: 'admin', password: PASSWORD } });
    const afterwards = await make(key, { name: 'Anything' }, { ...admin, token: later.body.accessToken });
    expect([afterwards.status, afterwards.body.name]).toEqual([201, 'Anything']);
  });

  test('whose server died before it answered is free again after a minute', async () => {
    const key = randomUUID();
    server.clock.ahead = 0;
    await make(key, { name: 'Lost' });
    await server.store.database.transact((transaction) =>
      transaction.updateTable('idempotency_keys').set({ sealed: null }).execute(),
    );
    expect(await make(key, { name: 'Lost' })).toMatchObject({ status: 409, body: { retryAfter: 1 } });
    server.clock.ahead = 61_000;
    expect(await make(key, { name: 'Found' })).toMatchObject({ status: 201 });
  });
});
