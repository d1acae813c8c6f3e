import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/bounded.ts';
import { FullTarget } from '../support/full-target.ts';
import type { RawPeer } from '../support/peer.ts';

const SLOW = 20;
/** Enough to fill what the kernel takes for a socket, and the megabyte that may wait behind it. */
const MESSAGES = 2_000;
const BODY = 'x'.repeat(3_900);
const WINDOW = 50;

let target: FullTarget;

beforeAll(async () => {
  target = await FullTarget.start();
});

afterAll(() => target?.remove());

test('G11: who does not read is let go with 4008, and harms nobody', { timeout: 60_000 }, async () => {
  const room = await target.room();
  const [writer, reader] = await Promise.all([enter('writer', room), enter('reader', room)]);
  const slow = await Promise.all(Array.from({ length: SLOW }, () => enter('slow', room)));
  for (const peer of slow) peer.pause();
  const before = await memory();

  let next = 0;
  const write = async () => {
    while (next < MESSAGES) {
      const clientId = `m${next++}`;
      await writer.ask('message.send', { room, body: BODY, clientId });
    }
  };
  await Promise.all(Array.from({ length: WINDOW }, write));

  const seqs = () => reader.events.filter(({ type }) => type === 'message.created').map(({ seq }) => seq);
  await until(() => seqs().length === MESSAGES, 'everything reaching the one who reads');
  expect(seqs()).toEqual(Array.from({ length: MESSAGES }, (_, index) => index + 1));
  const grown = (await memory()) - before;
  console.log(`${SLOW} slow readers: the server has grown by ${Math.round(grown / 1_048_576)} MiB`);
  // Far below what they were sent: 8 MiB each.
  expect(grown).toBeLessThan(SLOW * 8 * 1_048_576);

  for (const peer of slow) {
    peer.resume();
    const { code } = await peer.closed(15_000);
    // Cut where even the goodbye could not be taken in time.
    expect([4008, 1006]).toContain(code);
    if (code === 4008)
      expect(peer.events.at(-1)).toMatchObject({
        type: 'session.goodbye',
        data: { code: 4008, reconnect: true },
      });
  }
  await back(slow[0], room);
  await Promise.all([writer.leave(), reader.leave()]);
});

/** It has lost nothing: it enters again behind what it has. */
async function back(peer: RawPeer | undefined, room: string): Promise<void> {
  const had = peer?.events.findLast(({ type }) => type === 'message.created')?.seq ?? 0;
  const again = await enter('slow', room, { after: had });
  const synced = await again.event('room.synced');
  const replayed = again.events.filter(({ type }) => type === 'message.created').map(({ seq }) => seq);
  expect(replayed).toEqual(Array.from({ length: MESSAGES - had }, (_, index) => had + index + 1));
  expect(synced.seq).toBe(MESSAGES);
  await again.leave();
}

async function enter(name: string, room: string, how = {}): Promise<RawPeer> {
  const person = await target.person(name);
  const { peer } = await target.enter('websocket', person, room, how);
  return peer as RawPeer;
}

/** What the server's process holds, in bytes; 0 where the system does not tell. */
async function memory(): Promise<number> {
  const status = await readFile(`/proc/${target.process.pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024;
}
