import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PASSWORD, type Signed, signedIn, TestApp } from '../../../../e2e/support/app.ts';
import { openWebSocket } from '../../../../e2e/support/peer-websocket.ts';

let server: TestApp;
let people = 0;
let ada: Signed;
beforeAll(async () => {
  ({ server } = await TestApp.ready());
});
afterAll(() => server.close());
beforeEach(async () => {
  ada = await server.register(`ada-${people++}`);
});

const NEW = 'another good password';
const put = (path: string, body: unknown, as: Signed) => server.ask('PUT', `/api/v1${path}`, { as, body });
const login = (name: string, password = PASSWORD) =>
  server.post('/auth/login', { body: { login: name, password } });
const connect = ({ token }: Signed) =>
  openWebSocket(`${server.url}/ws`, { headers: { authorization: `Bearer ${token}` } });
const statusOf = async (person: Signed) => (await server.get('/me', { as: person })).status;

describe('the password', () => {
  const change = (body: object, as = ada) => put('/me/password', body, as);

  test('R67, check 5: is changed with the old one, and every other session and its connections end', async () => {
    const other = signedIn(await login(ada.handle));
    const [here, there] = [await connect(ada), await connect(other)];
    expect((await change({ oldPassword: PASSWORD, newPassword: NEW })).status).toBe(204);
    expect(await there.closed(2_000)).toMatchObject({ code: 4101 });
    expect(await statusOf(other)).toBe(401);
    expect(await statusOf(ada)).toBe(200);
    expect((await login(ada.handle)).status).toBe(401);
    expect((await login(ada.handle, NEW)).status).toBe(200);
    expect(await here.ask('ping')).toEqual({});
    await here.leave();
  });

  test('stays when the old one is wrong, or the new one is not good', async () => {
    expect(await change({ oldPassword: 'wrong', newPassword: NEW })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    for (const newPassword of ['short', 'x'.repeat(73), 7, null]) {
      const refused = await change({ oldPassword: PASSWORD, newPassword });
      expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/newPassword' }] } });
    }
    expect((await login(ada.handle)).status).toBe(200);
  });

  test('a sign-in that was begun with the old one opens nothing once it is changed', async () => {
    const answers = await Promise.all([
      change({ oldPassword: PASSWORD, newPassword: NEW }),
      ...Array.from({ length: 8 }, () => login(ada.handle)),
    ]);
    const sessions = await server.get('/auth/sessions', { as: ada });
    expect(answers[0].status).toBe(204);
    expect(sessions.body.items).toHaveLength(1);
  });
});

describe('the handle', () => {
  const rename = (handle: string, as = ada) => server.patch('/me', { as, body: { handle } });
  const find = (handle: string) => server.get(`/users/@${handle}`, { as: ada });
  const days = (count: number) => {
    server.clock.ahead += count * 86_400_000;
  };

  test('R32: is changed, the old one leads on, and nobody else may take it', async () => {
    const { handle: old, id } = ada;
    const to = `${old}-new`;
    expect(await rename(to.toUpperCase())).toMatchObject({ status: 200, body: { id, handle: to } });
    expect((await find(to)).body.id).toBe(id);
    expect((await find(old)).body).toMatchObject({ id, handle: to });
    expect((await login(old)).body.user.id).toBe(id);
    const bob = await server.register(`bob-${people}`);
    expect(await rename(old, bob)).toMatchObject({ status: 409, body: { errors: [{ code: 'taken' }] } });
    expect((await server.post('/auth/register', { body: { handle: old, password: PASSWORD } })).status).toBe(
      409,
    );
    expect((await rename(old)).body).toMatchObject({ id, handle: old });
  });

  test('leads on for 30 days and is free after them', async () => {
    const old = ada.handle;
    await rename(`${old}-new`);
    const ahead = server.clock.ahead;
    days(29);
    const within = signedIn(await login(`${old}-new`));
    expect((await server.get(`/users/@${old}`, { as: within })).status).toBe(200);
    days(1.1);
    const after = signedIn(await login(`${old}-new`));
    expect((await server.get(`/users/@${old}`, { as: after })).status).toBe(404);
    const taker = await server.register(old);
    expect(taker.handle).toBe(old);
    server.clock.ahead = ahead;
  });

  test('keeps five former ones from others at a time', async () => {
    const start = ada.handle;
    for (let turn = 0; turn < 5; turn++) expect((await rename(`${start}-${turn}`)).status).toBe(200);
    expect((await rename(`${start}-5`)).body).toMatchObject({ code: 'conflict' });
    expect((await rename(start)).status).toBe(200);
  });

  test.each(['admin', 'deleted', 'adm1n', 'par1or'])('is none that is kept back: %s', async (handle) => {
    expect((await rename(handle)).body).toMatchObject({ errors: [{ pointer: '/handle', code: 'reserved' }] });
  });

  test('of two who want it one gets it', async () => {
    const bob = await server.register(`bob-${people}`);
    const answers = await Promise.all([rename(`wanted-${people}`), rename(`wanted-${people}`, bob)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

test('R61: the hue is chosen, or the one that came with the account', async () => {
  const before = (await server.get('/me', { as: ada })).body.hue;
  const patch = (hue: unknown) => server.patch('/me', { as: ada, body: { hue } });
  expect((await patch((before + 1) % 360)).body.hue).toBe((before + 1) % 360);
  expect((await patch('auto')).body.hue).toBe(before);
  for (const hue of ['other', 360, -1, 1.5, null]) expect((await patch(hue)).status).toBe(422);
});

test('R61: a change of the profile is told to the rooms, and to who is not there with the person', async () => {
  const bob = await server.register(`bob-${people}`);
  const watching = await connect(bob);
  await watching.ask('room.enter', { room: 'general' });
  await server.patch('/me', { as: ada, body: { name: 'Countess' } });
  const told = await watching.event('user.updated');
  expect(told.data.user).toMatchObject({ id: ada.id, name: 'Countess' });
  await watching.leave();
});

describe('deleting oneself', () => {
  const remove = (body: unknown, as = ada) => server.delete('/me', { as, body });
  const GONE = { id: 'deleted', handle: null, name: null, hue: 0, bot: false };
  const say = (body: string, as = ada) => server.post('/rooms/general/messages', { as, body: { body } });
  const found = async (as: Signed, word: string) => {
    const { body } = await server.get('/rooms/general/messages?limit=200', { as });
    return body.items.filter((item: { body: string | null }) => item.body?.includes(word));
  };

  test('R33: takes the password', async () => {
    expect((await remove({ password: 'wrong' })).body.code).toBe('forbidden');
    expect((await remove({})).status).toBe(422);
    expect((await remove({ password: PASSWORD, messages: 'burn' })).status).toBe(422);
    expect(await statusOf(ada)).toBe(200);
  });

  test('R33: keeps the messages, which show nobody: in pages, replays and to who watches', async () => {
    const bob = await server.register(`bob-${people}`);
    const watching = await connect(bob);
    await watching.ask('room.enter', { room: 'general' });
    const word = `kept-${people}`;
    await say(word);
    const own = await connect(ada);
    await own.ask('room.enter', { room: 'general' });
    expect((await remove({ password: PASSWORD })).status).toBe(204);
    expect(await own.closed(2_000)).toMatchObject({ code: 4101 });
    expect(await statusOf(ada)).toBe(401);
    expect((await login(ada.handle)).status).toBe(401);
    expect((await server.get(`/users/${ada.id}`, { as: bob })).status).toBe(404);
    expect((await server.get(`/users/@${ada.handle}`, { as: bob })).status).toBe(404);
    const told = await watching.event('user.updated');
    expect(told.data.user).toEqual({ ...GONE, id: ada.id });
    expect(await found(bob, word)).toEqual([expect.objectContaining({ author: GONE })]);
    const again = await connect(bob);
    const { seq } = await again.ask('room.enter', { room: 'general', after: 0 });
    await again.event((event) => event.type === 'room.synced');
    expect(seq).toBeGreaterThan(0);
    const replayed = again.events.filter((event) => JSON.stringify(event.data).includes(word));
    expect(replayed.map(({ data }) => (data as { author: object }).author)).toEqual([GONE]);
    for (const peer of [watching, again]) await peer.leave();
  });

  test('R33: erases the messages when the person says so, and the rooms are told', async () => {
    const bob = await server.register(`bob-${people}`);
    const watching = await connect(bob);
    await watching.ask('room.enter', { room: 'general' });
    const word = `erased-${people}`;
    const seqs = [(await say(word)).body.seq, (await say(word)).body.seq];
    await say('from bob', bob);
    expect((await remove({ password: PASSWORD, messages: 'erase' })).status).toBe(204);
    for (const seq of seqs) {
      const told = await watching.event(
        (event) => event.type === 'message.deleted' && (event.data as { seq: number }).seq === seq,
      );
      expect(told.data).toMatchObject({ body: null, author: GONE, deletedBy: 'deleted' });
    }
    expect(await found(bob, word)).toEqual([]);
    expect(await found(bob, 'from bob')).not.toEqual([]);
    await expect
      .poll(() => server.store.database.read.selectFrom('erasures').selectAll().execute())
      .toEqual([]);
    await watching.leave();
  });

  test('leaves the handle to nobody for 30 days, and the room to who has been there longest', async () => {
    const made = await server.post('/rooms', { as: ada, body: { name: `Heirs ${people}` } });
    const bob = await server.register(`bob-${people}`);
    await server.post(`/rooms/${made.body.id}/join`, { as: bob, body: {} });
    await remove({ password: PASSWORD });
    const taken = await server.post('/auth/register', { body: { handle: ada.handle, password: PASSWORD } });
    expect(taken.status).toBe(409);
    expect((await server.get(`/rooms/${made.body.id}`, { as: bob })).body.role).toBe('owner');
  });

  test('is refused to the last admin', async () => {
    const admin = signedIn(await login('admin'));
    expect(await remove({ password: PASSWORD }, admin)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
  });
});
