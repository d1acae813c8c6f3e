import { afterEach, describe, expect, test } from 'vitest';
import { PASSWORD, TestApp } from '../../../../e2e/support/app.ts';

let server: TestApp;
afterEach(() => server.close());

const asking = (given: object = {}) => ({
  body: { code: 'TEST-CODE', handle: 'admin', password: PASSWORD, ...given },
});

describe('the set-up', () => {
  test('R40: makes the first admin with the one-time code, in any case and without its dash', async () => {
    server = await TestApp.start();
    expect((await server.get('/server')).body).toMatchObject({ setupDone: false, registration: 'open' });
    const { status, body } = await server.post('/setup', asking({ code: 'testcode', serverName: 'Lobby' }));
    expect(status).toBe(201);
    expect(body).toMatchObject({ user: { handle: 'admin', role: 'admin', name: 'admin' }, expiresIn: 900 });
    expect((await server.get('/server')).body).toMatchObject({ name: 'Lobby', setupDone: true });
  });

  test('refuses a wrong code', async () => {
    server = await TestApp.start();
    expect(await server.post('/setup', asking({ code: 'TEST-CODF' }))).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
  });

  test('refuses the code once it is used', async () => {
    ({ server } = await TestApp.ready());
    expect(await server.post('/setup', asking({ handle: 'second' }))).toMatchObject({
      status: 409,
      body: { code: 'setup_done' },
    });
  });

  test('makes one admin when two race', async () => {
    server = await TestApp.start();
    const handles = ['one', 'two', 'three', 'four'];
    const answers = await Promise.all(handles.map((handle) => server.post('/setup', asking({ handle }))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const admins = await server.store.database.read.selectFrom('users').select('handle').execute();
    expect(admins).toHaveLength(1);
  });

  test('comes before everything: nobody registers or signs in on a server without an admin', async () => {
    server = await TestApp.start();
    const body = { handle: 'ada', login: 'ada', password: PASSWORD };
    expect((await server.post('/auth/register', { body })).body.code).toBe('setup_required');
    expect((await server.post('/auth/login', { body })).body.code).toBe('setup_required');
  });

  test.each([
    [{ handle: 'a' }, '/handle', 'too_short'],
    [{ handle: 'me' }, '/handle', 'reserved'],
    [{ password: 'short' }, '/password', 'too_short'],
    [{ code: 7 }, '/code', 'wrong_type'],
  ])('refuses %j and stays open', async (given, pointer, code) => {
    server = await TestApp.start();
    const refused = await server.post('/setup', asking(given));
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } });
    expect((await server.post('/setup', asking())).status).toBe(201);
  });

  test('lets codes be guessed only so often', async () => {
    server = await TestApp.start({ RATE_LIMITS: 'on' });
    const statuses = [];
    for (let guess = 0; guess < 11; guess++) {
      statuses.push((await server.post('/setup', asking({ code: `guess-${guess}` }))).status);
    }
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(403));
    expect(statuses[10]).toBe(429);
  });
});

describe('registering', () => {
  test.each(['invite', 'closed'])('is refused where REGISTRATION is %s', async (mode) => {
    ({ server } = await TestApp.ready({ REGISTRATION: mode }));
    const refused = await server.post('/auth/register', { body: { handle: 'ada', password: PASSWORD } });
    expect(refused).toMatchObject({ status: 403, body: { code: 'registration_closed' } });
  });
});
