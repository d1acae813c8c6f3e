import { EventSchemas, ReplySchemas } from '@parlor/contract';
import { type EventType, isReply } from '@parlor/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Signed, TestApp } from '../support/app.ts';
import type { Peer } from '../support/peer.ts';
import { openWebSocket } from '../support/peer-websocket.ts';

let server: TestApp;
let ada: Signed;
let bob: Signed;
beforeAll(async () => {
  ({ server } = await TestApp.ready());
  ada = await server.register('ada');
  bob = await server.register('bob');
});
afterAll(() => server.close());

const open = ({ token }: Signed) =>
  openWebSocket(`${server.url}/ws`, { headers: { authorization: `Bearer ${token}` } });

test('R51: what the socket says is what /asyncapi.json promises, and no field more', async () => {
  const [one, two] = [await open(ada), await open(bob)];
  const entered = await one.ask('room.enter', { room: 'general' });
  expect(ReplySchemas['room.enter'].parse(entered)).toEqual(entered);
  await two.ask('room.enter', { room: 'general' });
  await converse(one, two);
  await one.event('message.deleted');
  const seen = new Set<string>();
  for (const frame of [...one.received, ...two.received]) {
    if (isReply(frame)) continue;
    const schema = EventSchemas[frame.type as EventType];
    expect(schema, frame.type).toBeDefined();
    expect(schema.parse(frame.data), frame.type).toEqual(frame.data);
    seen.add(frame.type);
  }
  expect([...seen]).toEqual(
    expect.arrayContaining(['session.welcome', 'message.created', 'message.updated', 'message.deleted']),
  );
  await Promise.all([one.leave(), two.leave()]);
});

async function converse(one: Peer, two: Peer): Promise<void> {
  const room = 'general';
  const sent = await two.ask('message.send', { room, body: 'Hi @ada', clientId: 'c1' });
  expect(ReplySchemas['message.send'].parse(sent)).toEqual(sent);
  const { seq } = sent;
  await one.ask('reaction.add', { room, seq, emoji: '👍' });
  await one.ask('typing.start', { room });
  await one.ask('read.set', { room, seq });
  await two.ask('message.edit', { room, seq, body: 'Hello' });
  const page = await one.ask('history.list', { room });
  expect(ReplySchemas['history.list'].parse(page)).toEqual(page);
  await two.ask('message.delete', { room, seq });
}
