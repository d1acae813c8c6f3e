import { COMMANDS, type CommandType } from '@parlor/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWebSocket } from '../support/peer-websocket.ts';
import { difference } from './columns.ts';
import { COMMANDS_TABLE } from './commands.table.ts';
import { PERSONS, type Scene, World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

describe('check 9: every command answers each person as the table says', () => {
  test.concurrent.each(Object.keys(COMMANDS) as CommandType[])('%s', { timeout: 120_000 }, async (type) => {
    const seen: string[] = [];
    for (const person of PERSONS) seen.push(await send(await world.scene(person), type));
    const wrong = difference(COMMANDS_TABLE[type], seen);
    if (wrong !== undefined) throw new Error(`${type} ${wrong}`);
  });

  test('and there is no row without a command', () => {
    expect(Object.keys(COMMANDS_TABLE).filter((type) => !Object.hasOwn(COMMANDS, type))).toEqual([]);
  });
});

async function send({ server, asker, room, seq }: Scene, type: CommandType): Promise<string> {
  const headers = asker && { authorization: `Bearer ${asker.token}` };
  const peer = await openWebSocket(`${server.url}/ws`, { headers });
  const data = {
    room,
    seq,
    clientId: 'c1',
    body: 'Hello',
    emoji: '👍',
    state: 'online',
    token: 'not a token',
    ...COMMANDS_TABLE[type]?.body,
  };
  let reply = await peer.command(type, data);
  for (let tries = 0; tries < 20 && !reply.ok && reply.problem.code === 'unavailable'; tries += 1) {
    reply = await peer.command(type, data);
  }
  peer.vanish();
  return reply.ok ? 'ok' : reply.problem.code;
}
