import { describe, expect, it } from 'vitest';
import { memoryStorage, Outbox } from './outbox.ts';
import { OpenRoom } from './room.ts';
import { rowsOf } from './rows.ts';
import { Session } from './session.ts';
import { author, FakeServer } from './testing/fake-server.ts';
import { ManualClock, settle } from './testing/manual-clock.ts';

async function setUp(posts = 3) {
  const clock = new ManualClock();
  const server = new FakeServer();
  for (let post = 0; post < posts; post++) server.post();
  const session = new Session({ transport: server, clock });
  const outbox = new Outbox({
    storage: memoryStorage(),
    clock,
    send: ({ room, body, clientId }) => session.command('message.send', { room, body, clientId }),
  });
  session.onState(({ name }) => (name === 'connected' ? outbox.online() : outbox.offline()));
  session.start();
  const room = new OpenRoom(session, 'general');
  outbox.onStored((item, stored) => room.stored(item, stored, author('ada')));
  await settle();
  const write = (body: string) =>
    outbox.add({ clientId: `id-${body}`, room: server.room, body, createdAt: clock.now() });
  const rows = () => rowsOf(room.state.timeline, outbox.items, 'ada');
  const shown = () => rows().map((row) => (row.kind === 'message' ? row.message.body : row.item.body));
  return { clock, server, session, outbox, room, write, rows, shown };
}

const bodies = (...numbers: number[]) => numbers.map((number) => `message ${number}`);

describe('an open room', () => {
  it('enters with history and follows what happens', async () => {
    const { room, server, shown } = await setUp();
    server.post();
    expect(room.state).toMatchObject({ status: 'live', id: 'room-1' });
    expect(shown()).toEqual(bodies(1, 2, 3, 4));
  });

  it('R24: shows what its own person writes once, from writing to storage, under one key', async () => {
    const { rows, shown, write } = await setUp();
    const keys = new Set<string>();
    const writing = write('hello');
    for (let turn = 0; turn < 20; turn++) {
      expect(shown().filter((body) => body === 'hello')).toHaveLength(1);
      keys.add(rows().at(-1)?.key ?? '');
      await Promise.resolve();
    }
    await writing;
    await settle();
    expect(rows().at(-1)).toMatchObject({ kind: 'message', message: { seq: 4, author: { id: 'ada' } } });
    expect([...keys]).toEqual(['cid-hello']);
  });

  it('comes back after a broken connection without loss, and sends what was written meanwhile', async () => {
    const { clock, room, server, shown, write } = await setUp();
    server.reachable = false;
    server.cut();
    server.post();
    server.edit(2, 'edited');
    await write('from offline');
    expect(room.state.status).toBe('waiting');
    expect(shown()).toEqual([...bodies(1, 2, 3), 'from offline']);
    server.reachable = true;
    await clock.pass(60_000);
    expect(room.state.status).toBe('live');
    expect(shown()).toEqual(['message 1', 'edited', 'message 3', 'message 4', 'from offline']);
  });

  it('asks after a reconnect only for what came after its cursor', async () => {
    const { clock, server } = await setUp();
    server.post();
    server.cut();
    await clock.pass(1_000);
    const last = server.commands.findLast(({ type }) => type === 'room.enter');
    expect(last?.data).toMatchObject({ after: 4, epoch: 'e1' });
  });

  it('R24: has one message when the answer to a send was lost', async () => {
    const { clock, server, shown, write } = await setUp();
    server.refusals.push('lost');
    await write('hello');
    await clock.pass(60_000);
    expect(shown().filter((body) => body === 'hello')).toHaveLength(1);
    expect(server.messages.size).toBe(4);
  });

  it('heals a gap by entering again', async () => {
    const { room, server, shown } = await setUp();
    server.post({}, 'lose');
    server.post();
    await settle();
    expect(shown()).toEqual(bodies(1, 2, 3, 4, 5));
    expect(room.state.status).toBe('live');
  });

  it('drops what it had when the store was replaced', async () => {
    const { clock, server, shown } = await setUp();
    server.messages.clear();
    server.lastSeq = 0;
    server.epoch = 'e2';
    server.post({ body: 'restored' });
    server.cut();
    await clock.pass(1_000);
    expect(shown()).toEqual(['restored']);
  });

  it('loads older messages a page at a time, and says when that failed', async () => {
    const { room, server, shown } = await setUp(120);
    expect(shown()).toHaveLength(50);
    await room.loadOlder();
    expect(shown()).toHaveLength(100);
    server.cut();
    await room.loadOlder();
    expect(room.state.older).toBe('failed');
  });

  it('drops a page that comes when the room has begun anew', async () => {
    const { room, server, shown } = await setUp(120);
    server.holds = 'history.list';
    const loading = room.loadOlder();
    await settle();
    server.messages.clear();
    server.lastSeq = 200;
    server.epoch = 'e2';
    server.post({}, 'lose');
    server.post();
    await settle();
    server.messages.set(30, { ...server.post({ body: 'of the old store' }, 'lose'), seq: 30 });
    server.release();
    await loading;
    expect(shown()).toEqual(bodies(201, 202));
    expect(room.state.older).toBe('idle');
  });

  it('says when it is refused, and does not ask again by itself', async () => {
    const { clock, server, session } = await setUp();
    server.refuseEnter = 'not_found';
    const room = new OpenRoom(session, 'secret');
    await settle();
    expect(room.state).toMatchObject({ status: 'refused', problem: { code: 'not_found' } });
    const asked = server.commands.length;
    await clock.pass(60_000);
    expect(server.commands).toHaveLength(asked);
  });

  it('asks again by itself when it may be let in later', async () => {
    const { clock, server, session } = await setUp();
    server.refuseEnter = 'rate_limited';
    const room = new OpenRoom(session, 'general');
    await settle();
    server.refuseEnter = undefined;
    await clock.pass(5_000);
    expect(room.state.status).toBe('live');
  });

  it('enters with a password once there is one', async () => {
    const { server, session } = await setUp();
    server.refuseEnter = 'room_password_required';
    const room = new OpenRoom(session, 'general');
    await settle();
    server.refuseEnter = undefined;
    room.enterAgain('open sesame');
    await settle();
    expect(server.commands.at(-1)?.data).toMatchObject({ password: 'open sesame' });
    expect(room.state.status).toBe('live');
  });

  it('hears nothing more once it is closed', async () => {
    const { room, server, shown } = await setUp();
    room.close();
    await settle();
    server.post();
    expect(shown()).toEqual(bodies(1, 2, 3));
    expect(server.commands.at(-1)?.type).toBe('room.exit');
  });

  it('knows who is there and who types, and lets typing end by itself', async () => {
    const { clock, room, server } = await setUp();
    const user = { id: 'mei', handle: 'mei', name: 'Mei', hue: 4 };
    const joined = [{ user, state: 'online', status: null }] as const;
    const presence = { joined, left: [], changed: [], count: 1 };
    server.say({ type: 'presence.changed', room: server.room, data: presence });
    server.say({ type: 'typing.changed', room: server.room, data: { users: [user], count: 1 } });
    expect(room.state.presence).toMatchObject({ count: 1, people: [{ user: { id: 'mei' } }] });
    expect(room.state.typing.count).toBe(1);
    await clock.pass(10_000);
    expect(room.state.typing.count).toBe(0);
    server.say({
      type: 'presence.changed',
      room: server.room,
      data: { ...presence, joined: [], left: ['mei'], count: 0 },
    });
    expect(room.state.presence).toEqual({ people: [], count: 0 });
  });

  it('R9: takes no event of another room', async () => {
    const { server, shown } = await setUp();
    const [data] = server.messages.values();
    server.say({ type: 'message.created', room: 'room-2', seq: 4, data: { ...data!, seq: 4, version: 4 } });
    expect(shown()).toEqual(bodies(1, 2, 3));
  });

  it('goes on from what an earlier opening knew, asking only for what came since', async () => {
    const { room, server, session } = await setUp();
    room.close();
    server.post();
    const again = new OpenRoom(session, 'general', { resume: room.state.timeline });
    await settle();
    expect(server.commands.at(-1)?.data).toMatchObject({ after: 3 });
    expect(again.state.timeline.messages).toHaveLength(4);
    expect(again.state.status).toBe('live');
  });

  it('is told when the room was taken away', async () => {
    const { room, server } = await setUp();
    server.say({ type: 'room.removed', room: server.room, data: { reason: 'kicked' } });
    expect(room.state.status).toBe('removed');
  });

  it('does not come back into a room it was taken out of, unless it is asked to', async () => {
    const { clock, room, server } = await setUp();
    server.say({ type: 'room.removed', room: server.room, data: { reason: 'left' } });
    server.cut();
    await clock.pass(60_000);
    expect(server.commands.filter(({ type }) => type === 'room.enter')).toHaveLength(1);
    room.enterAgain();
    await settle();
    expect(room.state.status).toBe('live');
  });
});
