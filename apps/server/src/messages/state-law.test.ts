import { applyEntered, applyEvent, EMPTY_TIMELINE, type Timeline } from '@parlor/client';
import type { EventData, EventType, Message } from '@parlor/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Signed, TestApp } from '../../../../e2e/support/app.ts';
import type { RawPeer } from '../../../../e2e/support/peer.ts';
import { openWebSocket } from '../../../../e2e/support/peer-websocket.ts';

let server: TestApp;
let ada: Signed;
let bob: Signed;
let room: string;
let watcher: RawPeer;
beforeAll(async () => {
  ({ server } = await TestApp.ready());
  ada = await server.register('ada');
  bob = await server.register('bob');
  room = (await server.post('/rooms', { as: ada, body: { name: 'Law' } })).body.id;
  watcher = await connect(bob);
}, 30_000);
afterAll(async () => {
  await watcher.leave();
  await server.close();
}, 30_000);

const connect = ({ token }: Signed) =>
  openWebSocket(`${server.url}/ws`, { headers: { authorization: `Bearer ${token}` } });
let sent = 0;
const say = async (body: string, as = ada): Promise<Message> =>
  (await server.post(`/rooms/${room}/messages`, { as, body: { body, clientId: `m${sent++}` } })).body;
const ask = (method: string, path: string, as = ada, body?: object) =>
  server.ask(method, `/api/v1/rooms/${room}/${path}`, { as, ...(body && { body }) });
const thumb = encodeURIComponent('👍');

/** What changes the log, by the event that tells it; each is done to a message that is there. */
const changes: Record<string, (message: Message) => Promise<unknown>> = {
  'message.created': () => say('One more'),
  'message.created, as a reply': ({ seq }) =>
    ask('POST', 'messages', ada, { body: 'Re', replyTo: seq, clientId: `m${sent++}` }),
  'message.created, with a mention': () => say('Hello @bob'),
  'message.updated, by an edit': ({ seq }) => ask('PATCH', `messages/${seq}`, ada, { body: 'Edited' }),
  'message.updated, by a reaction': ({ seq }) => ask('PUT', `messages/${seq}/reactions/${thumb}`, ada),
  'message.updated, by a pin': ({ seq }) => ask('PUT', `messages/${seq}/pin`),
  'message.updated, by a restoring': async ({ seq }) => {
    await ask('DELETE', `messages/${seq}`);
    return ask('POST', `messages/${seq}/restore`);
  },
  'message.deleted': ({ seq }) => ask('DELETE', `messages/${seq}`),
  'reaction.mine': ({ seq }) => ask('PUT', `messages/${seq}/reactions/${thumb}`, bob),
  'reaction.mine, taken back': async ({ seq }) => {
    await ask('PUT', `messages/${seq}/reactions/${thumb}`, bob);
    return ask('DELETE', `messages/${seq}/reactions/${thumb}`, bob);
  },
  'user.updated': () => server.patch('/me', { as: ada, body: { name: `Ada ${sent++}`, hue: 7 } }),
};

/** Every event there is, and where its law is judged: one that is added must say so, or this file does not compile. */
const judged: Record<EventType, 'here' | 'says all of it' | 'begins a state'> = {
  'session.welcome': 'begins a state',
  'session.goodbye': 'says all of it',
  'room.entered': 'begins a state',
  'message.created': 'here',
  'message.updated': 'here',
  'message.deleted': 'here',
  'room.synced': 'here',
  'presence.changed': 'here',
  'typing.changed': 'says all of it',
  'room.counters': 'here',
  'mention.created': 'says all of it',
  'read.changed': 'here',
  'reaction.mine': 'here',
  'user.updated': 'here',
  'room.updated': 'here',
  'room.removed': 'says all of it',
  notice: 'says all of it',
};

/** What a client that has just come has. */
async function fresh(): Promise<Timeline> {
  const peer = await connect(bob);
  const reply = await peer.ask('room.enter', { room, history: 200 });
  await peer.leave();
  return applyEntered(EMPTY_TIMELINE, reply);
}

/** What is compared. No reactions of one's own to a message is the same, however it is said. */
function stateOf({ cursor, messages, mine }: Timeline) {
  const own = Object.entries(mine).filter(([, emojis]) => emojis.length > 0);
  return { cursor, messages, mine: Object.fromEntries(own) };
}

describe('G18: what a client had, and the events since, are what a new client gets', () => {
  test.each(Object.entries(changes))('%s', async (_, change) => {
    const message = await say('Before');
    const timeline = applyEntered(EMPTY_TIMELINE, await watcher.ask('room.enter', { room, history: 200 }));
    const from = watcher.events.length;
    await change(message);
    const expected = await fresh();
    await expect
      .poll(() => {
        const events = watcher.events
          .slice(from)
          .filter((event) => event.room === room || event.type === 'reaction.mine');
        return stateOf(events.reduce(applyEvent, timeline));
      })
      .toEqual(stateOf(expected));
  });

  test('room.synced: a replay from any number gives what a new client gets', async () => {
    const expected = await fresh();
    for (const after of [0, 1, Math.floor(expected.cursor / 2), expected.cursor]) {
      const known = expected.messages.filter(({ version }) => version <= after);
      const before: Timeline = { ...EMPTY_TIMELINE, cursor: after, messages: known, mine: expected.mine };
      const peer = await connect(bob);
      let timeline = applyEntered(before, await peer.ask('room.enter', { room, after }));
      await peer.event('room.synced');
      for (const event of peer.events) if (event.room === room) timeline = applyEvent(timeline, event);
      expect(stateOf(timeline), `after ${after}`).toEqual(stateOf(expected));
      await peer.leave();
    }
  });

  test('room.updated, room.counters, read.changed and presence.changed say what is then read', async () => {
    await watcher.ask('room.enter', { room, history: 0 });
    const outside = await connect(bob);
    await outside.ask('ping');
    await server.patch(`/rooms/${room}`, { as: ada, body: { topic: 'New', slowMode: 0, locked: false } });
    const updated = await watcher.event(
      ({ type, data }) => type === 'room.updated' && (data as { topic: string }).topic === 'New',
    );
    await say('Counted');
    const { body } = await server.get(`/rooms/${room}`, { as: bob });
    const counters = await outside.event(
      ({ type, data }) => type === 'room.counters' && (data as { lastSeq: number }).lastSeq === body.lastSeq,
    );
    expect(counters.data).toEqual({ lastSeq: body.lastSeq, count: body.count });
    expect(body).toMatchObject({ ...(updated.data as object), lastSeq: body.lastSeq, count: body.count });
    const mark = await watcher.ask('read.set', { room, seq: body.lastSeq });
    expect((await outside.event('read.changed')).data).toEqual({ room, ...mark });
    expect((await server.get(`/rooms/${room}`, { as: bob })).body.read).toMatchObject(mark);
    const other = await connect(ada);
    await other.ask('room.enter', { room });
    const presence = await watcher.event(
      ({ type, data }) =>
        type === 'presence.changed' &&
        (data as EventData['presence.changed']).joined.some(({ user }) => user.id === ada.id),
    );
    const read = await server.get(`/rooms/${room}/presence`, { as: bob });
    expect(presence.data).toMatchObject({ count: read.body.count });
    await Promise.all([outside.leave(), other.leave()]);
  });

  test('every event that carries a state is judged here', () => {
    const here = Object.entries(judged).filter(([, where]) => where === 'here');
    for (const [type] of here) {
      const isCase = Object.keys(changes).some((name) => name.startsWith(type));
      const isOther = /^(room\.(synced|updated|counters)|read\.changed|presence\.changed)$/.test(type);
      expect(isCase || isOther, type).toBe(true);
    }
  });
});
