import { setImmediate as turn } from 'node:timers/promises';
import type { Event, Message } from '@parlor/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Signed, TestApp } from '../../../../e2e/support/app.ts';
import type { AnyReply, RawPeer, Received } from '../../../../e2e/support/peer.ts';
import { openWebSocket } from '../../../../e2e/support/peer-websocket.ts';
import { seededRandom } from '../../../../e2e/support/seeded-random.ts';

/** How often a removal is raced; by hand `PARLOR_RACES=10000`. */
const RACES = Number(process.env.PARLOR_RACES ?? 200);
const SEED = Number(process.env.PARLOR_SEED ?? Date.now() % 1_000_000);

let server: TestApp;
let ada: Signed;
let bob: Signed;
beforeAll(async () => {
  ({ server } = await TestApp.ready());
  ada = await server.register('ada');
  bob = await server.register('bob');
}, 30_000);
afterAll(() => server.close(), 30_000);

const connect = ({ token }: Signed) =>
  openWebSocket(`${server.url}/ws`, { headers: { authorization: `Bearer ${token}` } });
const put = (path: string, body: object = {}) => server.ask('PUT', `/api/v1${path}`, { as: ada, body });

const ways = [
  (room: string) => server.delete(`/rooms/${room}/members/${bob.id}`, { as: ada, body: {} }),
  (room: string) => put(`/rooms/${room}/block-list/${bob.id}`),
  (room: string) => server.post(`/rooms/${room}/leave`, { as: bob }),
];

const isOfRoom = (frame: Received, room: string): frame is Event =>
  !('ok' in frame) && 'room' in frame && frame.room === room;

/** Sends many without waiting; what became of each. */
function pipeline(peer: RawPeer, room: string, bodies: readonly string[]): Promise<AnyReply[]> {
  return Promise.all(bodies.map((body) => peer.command('message.send', { room, body, clientId: body })));
}

test(
  `G10: a removal raced ${RACES} times against sends leaks nothing (seed ${SEED})`,
  async () => {
    const random = seededRandom(SEED);
    const room = (await server.post('/rooms', { as: ada, body: { name: 'Race' } })).body.id;
    const talker = await connect(ada);
    await talker.ask('room.enter', { room, history: 0 });
    let spy = await connect(bob);
    for (let round = 0; round < RACES; round += 1) {
      // What a peer received is looked through for each reply: a new one now and then keeps that short.
      if (round % 100 === 99) {
        await spy.leave();
        spy = await connect(bob);
      }
      await server.delete(`/rooms/${room}/block-list/${bob.id}`, { as: ada });
      await put(`/rooms/${room}/members/${bob.id}`);
      await spy.ask('room.enter', { room, history: 0 });
      const from = spy.received.length;
      const count = 1 + Math.floor(random() * 12);
      const said = pipeline(
        talker,
        room,
        Array.from({ length: count }, (_, n) => `a${round}-${n}`),
      );
      const own = pipeline(
        spy,
        room,
        Array.from({ length: 4 }, (_, n) => `b${round}-${n}`),
      );
      for (let turns = Math.floor(random() * 6); turns > 0; turns -= 1) await turn();
      const way = ways[Math.floor(random() * ways.length)] ?? ways[0];
      const removal = way?.(room);
      const during = pipeline(
        talker,
        room,
        Array.from({ length: 4 }, (_, n) => `d${round}-${n}`),
      );
      expect((await removal)?.status).toBe(204);
      await pipeline(talker, room, [`after-${round}`]);
      const late = await spy.refused('message.send', { room, body: 'late', clientId: `late${round}` });
      expect(late.code).toMatch(/forbidden|not_found/);
      await Promise.all([said, during]);
      await spy.ask('ping');

      const heard = spy.received.slice(from);
      const end = heard.findIndex((frame) => isOfRoom(frame, room) && frame.type === 'room.removed');
      expect(end, `round ${round}: is told`).toBeGreaterThanOrEqual(0);
      // It may be told twice: by the log, which found them gone, and by the one who removed them.
      const after = heard.slice(end + 1).filter((frame) => isOfRoom(frame, room));
      const rest = after.filter((frame) => !('type' in frame) || frame.type !== 'room.removed');
      expect(rest, `round ${round}: hears nothing after it`).toEqual([]);
      expect(JSON.stringify(heard), `round ${round}`).not.toContain(`after-${round}`);
      const live = heard.flatMap((frame) =>
        isOfRoom(frame, room) && frame.type === 'message.created' && 'seq' in frame
          ? [Number(frame.seq)]
          : [],
      );
      expect(live, `round ${round}: in order`).toEqual(live.map((_, n) => (live[0] ?? 0) + n));
      await checkStored(room, round, await own);
    }
    await Promise.all([talker.leave(), spy.leave()]);
  },
  RACES * 500 + 20_000,
);

/** What was acknowledged is there, and what was refused is not. */
async function checkStored(room: string, round: number, replies: readonly AnyReply[]): Promise<void> {
  const { body } = await server.get(`/rooms/${room}/messages?limit=60`, { as: ada });
  const stored = new Set(body.items.map(({ clientId }: Message) => clientId));
  for (const [n, { ok }] of replies.entries())
    expect(stored.has(`b${round}-${n}`), `b${round}-${n}`).toBe(ok);
}

test('G10: who is removed while entering is not let in by it', async () => {
  const random = seededRandom(SEED + 1);
  const room = (await server.post('/rooms', { as: ada, body: { name: 'Doorstep', access: 'invite' } })).body
    .id;
  for (let round = 0; round < Math.min(RACES, 60); round += 1) {
    await put(`/rooms/${room}/members/${bob.id}`);
    const spy = await connect(bob);
    const entering = spy.command('room.enter', { room, history: 10 });
    for (let turns = Math.floor(random() * 4); turns > 0; turns -= 1) await turn();
    await server.delete(`/rooms/${room}/members/${bob.id}`, { as: ada, body: {} });
    const clientId = `secret-${round}`;
    await server.post(`/rooms/${room}/messages`, { as: ada, body: { body: clientId, clientId } });
    await entering;
    await spy.ask('ping');
    expect(JSON.stringify(spy.received), `round ${round}`).not.toContain(clientId);
    expect((await spy.refused('history.list', { room })).code).toBe('forbidden');
    await spy.leave();
  }
}, 60_000);
