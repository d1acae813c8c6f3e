import type { QueryExecutor } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Signed, TestApp } from '../../../../e2e/support/app.ts';
import type { RawPeer } from '../../../../e2e/support/peer.ts';
import { openWebSocket } from '../../../../e2e/support/peer-websocket.ts';

let server: TestApp;
let ada: Signed;
let room: string;
let settled: RawPeer;

beforeAll(async () => {
  ({ server } = await TestApp.ready());
  ada = await server.register('ada');
  room = (await server.get('/rooms/general', { as: ada })).body.id;
  settled = await connect();
  await settled.ask('room.enter', { room });
  for (let index = 0; index < 20; index += 1)
    await settled.ask('message.send', { room, body: 'Hello', clientId: `m${index}` });
});
afterAll(async () => {
  await settled.leave();
  await server.close();
});

const connect = () =>
  openWebSocket(`${server.url}/ws`, { headers: { authorization: `Bearer ${ada.token}` } });

/** The statements that Kysely makes while something is asked: the writer's own jobs are none of them. */
async function statementsOf(ask: () => Promise<unknown>): Promise<string[]> {
  const made: string[] = [];
  const prototype: QueryExecutor = Object.getPrototypeOf(server.store.database.read.getExecutor());
  const { compileQuery } = prototype;
  const compile = vi.spyOn(prototype, 'compileQuery').mockImplementation(function (
    this: QueryExecutor,
    ...query
  ) {
    const compiled = compileQuery.apply(this, query);
    made.push(compiled.sql.split(' ', 1)[0] ?? '');
    return compiled;
  });
  await ask();
  compile.mockRestore();
  return made;
}

test.each([
  ['with history', { history: 50 }, ['select', 'select']],
  ['behind a cursor that is in memory', { after: 15 }, ['select']],
  ['at the end of the log', { after: 20 }, ['select']],
])('G14: entering %s costs the right to be there, the visit, and at most one page', async (_, how, reads) => {
  const peer = await connect();
  await peer.ask('ping');
  // What a fresh connection reads by itself comes first.
  await vi.waitFor(async () => expect(await statementsOf(() => peer.ask('ping'))).toEqual([]));
  const made = await statementsOf(() => peer.ask('room.enter', { room, ...how }));
  expect(made.filter((verb) => verb === 'select')).toEqual(reads);
  expect(made.filter((verb) => verb === 'update').length).toBeLessThanOrEqual(1);
  await peer.leave();
});

test('sending costs no statement but the writer’s', async () => {
  const made = await statementsOf(() =>
    settled.ask('message.send', { room, body: 'Hello', clientId: 'counted' }),
  );
  expect(made).toEqual([]);
});
