import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { Refused } from '../support/peer.ts';
import { openWebSocket } from '../support/peer-websocket.ts';
import { chapter, type Stage } from './cases.ts';

chapter('opening a WebSocket', { over: 'websocket' }, (add) => {
  add('both', 'greets with session.welcome before anything else', async (stage) => {
    const { peer } = await stage.enter(await stage.person('ada'), await stage.room());
    expect(peer.received[0]).toMatchObject({ type: 'session.welcome' });
    expect(peer.welcome).toMatchObject({
      protocol: 1,
      server: expect.stringMatching(/^parlor \d+\.\d+\.\d+/),
      connection: expect.any(String),
      epoch: expect.any(String),
      heartbeat: 25_000,
      limits: { frame: 65_536, body: 4_000 },
    });
    await peer.leave();
  });

  add('both', 'R18: gives every connection an id of its own', async (stage) => {
    const [ada, room] = [await stage.person('ada'), await stage.room()];
    const peers = await Promise.all(Array.from({ length: 10 }, () => stage.enter(ada, room)));
    expect(new Set(peers.map(({ peer }) => peer.welcome.connection)).size).toBe(10);
    await Promise.all(peers.map(({ peer }) => peer.leave()));
  });

  add('both', 'answers the sub-protocol parlor.v1 when it is offered', async (stage) => {
    const { query, headers } = await way(stage);
    const peer = await stage.open(query, { headers, protocols: ['chat', 'parlor.v1'] });
    expect(peer.protocol).toBe('parlor.v1');
    await peer.leave();
  });

  add('both', 'does not require a sub-protocol', async (stage) => {
    const { query, headers } = await way(stage);
    const peer = await stage.open(query, { headers });
    expect(peer.protocol).toBe('');
    await peer.leave();
  });

  for (const origin of [
    'https://evil.example',
    'null',
    'http://127.0.0.1:1',
    'http://127.0.0.1.evil.example',
  ]) {
    add('both', `refuses the foreign origin ${origin} with 403`, async (stage) => {
      const { query, headers } = await way(stage);
      await expect(stage.open(query, { headers: { ...headers, origin } })).rejects.toMatchObject({
        status: 403,
      });
    });
  }

  add('both', "accepts the server's own origin", async (stage) => {
    const { query, headers } = await way(stage);
    const peer = await stage.open(query, { headers: { ...headers, origin: stage.target.url } });
    expect(peer.welcome.protocol).toBe(1);
    await peer.leave();
  });

  add('both', 'enters the room named in the URL, answered as "room"', async (stage) => {
    const { query, headers, room } = await way(stage);
    const peer = await stage.open(query, { headers });
    expect(await peer.reply('room')).toMatchObject({ ok: true, data: { room, count: 1 } });
    await peer.leave();
  });
});

chapter('opening the lite server', { over: 'websocket' }, (add) => {
  add('lite', 'R15: refuses an upgrade that names no room with 400', async (stage) => {
    await expect(stage.open('')).rejects.toMatchObject({ status: 400, problem: { code: 'invalid_input' } });
    await expect(stage.open('?room=')).rejects.toMatchObject({ status: 400 });
  });

  add('lite', 'accepts any path', async (stage) => {
    const peer = await openWebSocket(`${stage.target.url}/some/where?room=${randomUUID()}`);
    expect(await peer.reply('room')).toMatchObject({ ok: true });
    await peer.leave();
  });

  for (const [what, query] of [
    ['a room name of 256 characters', `?room=${'x'.repeat(256)}`],
    ['a room name with NUL', '?room=a%00b'],
    ['a nickname of 100 characters', `?room=a&nick=${'x'.repeat(100)}`],
    ['a cursor that is no number', '?room=a&after=soon'],
    ['a negative cursor', '?room=a&after=-1'],
    ['a client name of 65 characters', `?room=a&client=${'x'.repeat(65)}`],
    ['an empty client name', '?room=a&client='],
  ] as const) {
    add('lite', `refuses ${what} with a problem`, async (stage) => {
      await expect(stage.open(query)).rejects.toMatchObject({
        status: 400,
        problem: { code: 'invalid_input' },
      });
    });
  }

  add('lite', 'keeps the client name it is given and makes one where there is none', async (stage) => {
    const given = await stage.open(`?room=${randomUUID()}&client=my-laptop`);
    const made = await stage.open(`?room=${randomUUID()}`);
    expect(given.welcome.client).toBe('my-laptop');
    expect(made.welcome.client).toMatch(/^.{1,64}$/);
    await Promise.all([given.leave(), made.leave()]);
  });

  add('lite', 'R29: takes the nickname from the query or from the user name of Basic', async (stage) => {
    const room = await stage.room();
    const first = await stage.open(`?room=${room}&nick=Grace`);
    const second = await stage.open(`?room=${room}`, { headers: basic('Linus', '') });
    expect(first.welcome.user).toMatchObject({
      id: first.welcome.connection,
      handle: 'Grace',
      name: 'Grace',
    });
    expect(second.welcome.user).toMatchObject({ handle: 'Linus' });
    await Promise.all([first.leave(), second.leave()]);
  });

  add('lite', 'R30: the first client sets the password that later ones must give', async (stage) => {
    const query = `?room=${await stage.room()}`;
    const first = await stage.open(query, { headers: basic('ada', 'open sesame') });
    await expectLocked(stage, query);
    const second = await stage.open(query, { headers: basic('bob', 'open sesame') });
    expect(await second.reply('room')).toMatchObject({ ok: true });
    await Promise.all([first.leave(), second.leave()]);
  });

  add('lite', 'R30: the password outlives the server, and its words stand in no file', async (stage) => {
    const query = `?room=${await stage.room()}`;
    await (await stage.open(query, { headers: basic('ada', 'open sesame') })).leave();
    await stage.target.restart('SIGTERM');
    await expectLocked(stage, query);
    await (await stage.open(query, { headers: basic('ada', 'open sesame') })).leave();
  });

  add('lite', 'R30: a room made without a password stays open', async (stage) => {
    const query = `?room=${await stage.room()}`;
    await (await stage.open(query)).leave();
    await (await stage.open(query, { headers: basic('mallory', 'mine now') })).leave();
    await (await stage.open(query)).leave();
  });

  add('lite', 'R16, R21: rooms are what their names say, and none is a path', async (stage) => {
    const names = [
      '../../etc/passwd',
      'a/b',
      'A/B',
      'a\\b',
      '.',
      '..',
      'CON',
      'con',
      'e\u0301',
      '\u00e9',
      '한국어 🏮',
    ];
    names.push('x'.repeat(255), 'é'.repeat(255));
    for (const name of names) {
      const { peer, entered } = await stage.enter(await stage.person('ada'), name);
      expect(entered).toMatchObject({ room: name, seq: 0, count: 1 });
      await peer.ask('message.send', { room: name, body: `to ${name}`, clientId: '1' });
      await peer.leave();
    }
    for (const name of names) {
      const { peer } = await stage.enter(await stage.person('bob'), name);
      const { messages } = await peer.ask('history.list', { room: name });
      expect(messages.map(({ body }) => body)).toEqual([`to ${name}`]);
      await peer.leave();
    }
  });
});

chapter('signing in over WebSocket', { over: 'websocket' }, (add) => {
  add('full', 'refuses a wrong header token with 401 and a problem', async (stage) => {
    const refused = stage.open('', { headers: { authorization: 'Bearer nonsense' } });
    await expect(refused).rejects.toMatchObject({ status: 401, problem: { code: 'unauthenticated' } });
  });

  add('full', 'takes the token in session.hello instead', async (stage) => {
    const ada = await stage.person('ada');
    const peer = await stage.open('');
    expect(peer.welcome.user).toBeNull();
    const { user } = await peer.ask('session.hello', { token: ada.token });
    expect(user).toMatchObject({ id: ada.id, handle: 'ada' });
    const room = await stage.room();
    expect(await peer.ask('room.enter', { room })).toMatchObject({ room });
    await peer.leave();
  });

  add('full', 'names the user in the welcome when the header signs in', async (stage) => {
    const ada = await stage.person('ada');
    const peer = await stage.open('', { headers: { authorization: `Bearer ${ada.token}` } });
    expect(peer.welcome.user).toMatchObject({ id: ada.id, handle: 'ada' });
    await peer.leave();
  });

  add('full', 'answers a wrong hello and then closes with 4100', async (stage) => {
    const peer = await stage.open('');
    expect(await peer.refused('session.hello', { token: 'nonsense' })).toMatchObject({
      code: 'unauthenticated',
      status: 401,
    });
    expect(await peer.closed()).toMatchObject({ code: 4100 });
  });

  add('full', 'answers only ping and hello before the sign-in', async (stage) => {
    const peer = await stage.open('');
    expect(await peer.ask('ping')).toEqual({});
    for (const type of ['room.enter', 'message.send', 'history.list']) {
      expect(await peer.refused(type, { room: 'general' })).toMatchObject({
        code: 'unauthenticated',
        status: 401,
      });
    }
    await peer.leave();
  });

  add('full', 'lets a second hello change nothing', async (stage) => {
    const [ada, bob] = [await stage.person('ada'), await stage.person('bob')];
    const peer = await stage.open('', { headers: { authorization: `Bearer ${ada.token}` } });
    await peer.command('session.hello', { token: bob.token });
    const room = await stage.room();
    await peer.ask('room.enter', { room });
    await peer.ask('message.send', { room, body: 'who am I', clientId: randomUUID() });
    const told = await peer.event('message.created');
    expect(told.data.author.handle).toBe('ada');
    await peer.leave();
  });

  add('full', 'opens no socket for a cookie', async (stage) => {
    const signIn = await fetch(`${stage.target.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'ada', password: 'correct horse battery staple' }),
    });
    const cookie = signIn.headers.getSetCookie().map((line) => line.split(';')[0]);
    const peer = await stage.open('', { headers: { cookie: cookie.join('; ') } });
    expect(peer.welcome.user).toBeNull();
    expect(await peer.refused('room.enter', { room: 'general' })).toMatchObject({ code: 'unauthenticated' });
    await peer.leave();
  });

  add('full', 'ignores a token in the URL', async (stage) => {
    const ada = await stage.person('ada');
    const peer = await stage.open(`?token=${ada.token}&access_token=${ada.token}`);
    expect(peer.welcome.user).toBeNull();
    await peer.leave();
  });

  add('full', 'enters the room of the URL after the hello', async (stage) => {
    const [ada, room] = [await stage.person('ada'), await stage.room()];
    const peer = await stage.open(`?room=${room}`);
    await peer.ask('session.hello', { token: ada.token });
    expect(await peer.reply('room')).toMatchObject({ ok: true, data: { room, messages: [] } });
    await peer.leave();
  });

  add('full', 'answers not_found for a room in the URL that does not exist', async (stage) => {
    const ada = await stage.person('ada');
    const headers = { authorization: `Bearer ${ada.token}` };
    const peer = await stage.open('?room=no-such-room', { headers });
    expect(await peer.reply('room')).toMatchObject({
      ok: false,
      problem: { code: 'not_found', status: 404 },
    });
    expect(await peer.ask('ping')).toEqual({});
    await peer.leave();
  });
});

/** A way in that any edition accepts: the query and the headers that sign in. */
async function way(stage: Stage) {
  const [ada, room] = [await stage.person('ada'), await stage.room()];
  const headers: Record<string, string> = ada.token ? { authorization: `Bearer ${ada.token}` } : {};
  return { room, headers, query: `?room=${room}` };
}

function basic(user: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

async function expectLocked(stage: Stage, query: string): Promise<void> {
  for (const headers of [{}, basic('eve', 'guess'), basic('eve', '')]) {
    const error = await stage.open(query, { headers }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject({ status: 401 });
    expect((error as Refused).headers['www-authenticate']).toMatch(/^Basic /);
  }
}
