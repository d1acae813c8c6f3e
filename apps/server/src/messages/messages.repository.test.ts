import { CompiledQuery, type QueryExecutor, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  appendJob,
  insertRoom,
  insertUser,
  joinRoom,
  onPostgres,
  openTestDatabase,
  type TestDatabase,
} from '../../../../e2e/support/database.ts';
import { HistoryService } from './history.service.ts';
import { rowToEntry, toLogEntry, toMessage } from './message.ts';
import { MessagesRepository } from './messages.repository.ts';

let store: TestDatabase;
let messages: MessagesRepository;

beforeAll(async () => {
  store = await openTestDatabase();
  messages = new MessagesRepository(store.database);
});
afterAll(() => store.close());

const seqsOf = ({ rows }: { rows: readonly { seq: number }[] }) => rows.map(({ seq }) => seq);

async function scene(count = 5) {
  const { database } = store;
  const [author, room] = await Promise.all([insertUser(database, { name: 'Ada' }), insertRoom(database)]);
  await joinRoom(database, room, author);
  for (let index = 0; index < count; index++)
    await messages.append(appendJob(room, author, { clientId: `m${index + 1}` }));
  const react = (seq: number, emoji: string, actor = author, at = 1) =>
    messages.change({
      roomId: room.id,
      seq,
      actorId: actor.id,
      moderates: 0,
      at,
      accessVersion: 1,
      action: { do: 'react', emoji, on: 1, maxKinds: 20 },
    });
  return { author, room, react };
}

describe('pages', () => {
  test('are the newest, those before and those after a message, with the head of the same moment', async () => {
    const { room } = await scene();
    const newest = await messages.newest(room.id, 2);
    expect(newest.head).toStrictEqual({ seq: 5, count: 5, accessVersion: 1 });
    expect(seqsOf(newest)).toEqual([5, 4]);
    expect(seqsOf(await messages.newest(room.id, 2, 4))).toEqual([3, 2]);
    expect(seqsOf(await messages.oldest(room.id, 2, 3))).toEqual([4, 5]);
    expect(seqsOf(await messages.newest(room.id, 2, 1))).toEqual([]);
  });

  test('of an empty room tell its head, and of no room nothing', async () => {
    const { room } = await scene(0);
    expect(await messages.newest(room.id, 5)).toStrictEqual({
      head: { seq: 0, count: 0, accessVersion: 1 },
      rows: [],
    });
    expect(await messages.newest('no room', 5)).toMatchObject({ head: { seq: 0 }, rows: [] });
    expect(await messages.head('no room')).toStrictEqual({ seq: 0, count: 0, accessVersion: 0 });
  });

  test('hold messages of one room only', async () => {
    const [{ room }] = await Promise.all([scene(3), scene(3)]);
    expect(seqsOf(await messages.newest(room.id, 10))).toEqual([3, 2, 1]);
    expect(await messages.find(room.id, 4)).toBeUndefined();
  });

  test('show the author as they are now, and a deleted person as nobody', async () => {
    const { author, room } = await scene(1);
    const row = await messages.find(room.id, 1);
    expect(row && toMessage(row).author).toMatchObject({ id: author.id, name: 'Ada', bot: false });
    const orphan = row && toMessage({ ...row, author_handle: null as never });
    expect(orphan?.author).toEqual({ id: 'deleted', handle: null, name: null, hue: 0, bot: false });
  });
});

test('a message is found by its author and their client id, in its room', async () => {
  const { author, room } = await scene(2);
  const [other, elsewhere] = [await insertUser(store.database), await insertRoom(store.database)];
  expect(await messages.findByClientId(room.id, author.id, 'm2')).toEqual({ seq: 2, nth: 2, version: 2 });
  expect(await messages.findByClientId(room.id, other.id, 'm2')).toBeUndefined();
  expect(await messages.findByClientId(elsewhere.id, author.id, 'm2')).toBeUndefined();
});

test('one’s own reactions are those of these messages', async () => {
  const { author, room, react } = await scene();
  const other = await insertUser(store.database);
  await joinRoom(store.database, room, other);
  await react(2, '👍', author, 10);
  await react(2, '🎉', author, 11);
  await react(4, '👍');
  await react(3, '👀', other);
  expect(await messages.mine(room.id, author.id, [2, 3])).toEqual({ 2: ['👍', '🎉'] });
  expect(await messages.mine(room.id, author.id, [])).toEqual({});
  const many = Array.from({ length: 200_000 }, (_, index) => index + 1);
  expect(await messages.mine(room.id, author.id, many)).toEqual({ 2: ['👍', '🎉'], 4: ['👍'] });
});

test('handles are found among the members only', async () => {
  const { author, room } = await scene(0);
  const stranger = await insertUser(store.database);
  const found = await messages.membersByHandle(room.id, [author.handle, stranger.handle, 'nobody']);
  expect([...found]).toEqual([[author.handle, author.id]]);
  expect(await messages.membersByHandle(room.id, [])).toEqual(new Map());
});

test('G18: what is told live is what is read later, byte for byte', async () => {
  const { author, room } = await scene(0);
  const told: string[] = [];
  const reading: string[] = [];
  const own = await openTestDatabase();
  const repository = new MessagesRepository(own.database);
  repository.onCommit((commit) => void told.push(toLogEntry(commit).data));
  const [writer, place] = [
    await insertUser(own.database, { id: author.id }),
    await insertRoom(own.database, { id: room.id }),
  ];
  await joinRoom(own.database, place, writer);
  const read = async () => {
    const row = await repository.find(place.id, 1);
    if (row) reading.push(rowToEntry(place.id, row, 1).data);
  };
  const mentions = JSON.stringify([{ user: writer.id, offset: 0, length: 4 }]);
  await repository.append(appendJob(place, writer, { body: '@ada "quoted" \u2028', mentions }));
  await read();
  const actions = [
    { do: 'edit', body: 'Other', mentions: '[]' },
    { do: 'react', emoji: '👍', on: 1, maxKinds: 20 },
    { do: 'delete' },
    { do: 'restore', withinMs: 10_000 },
  ] as const;
  for (const [index, action] of actions.entries()) {
    const at = 2_000 + index;
    await repository.change({
      roomId: place.id,
      seq: 1,
      actorId: writer.id,
      moderates: 0,
      at,
      accessVersion: 1,
      action,
    });
    await read();
  }
  await own.close();
  expect(told).toHaveLength(5);
  expect(told).toEqual(reading);
});

describe('in a room of 100,000 messages', () => {
  let roomId: string;
  beforeAll(async () => {
    const [author, room] = await Promise.all([insertUser(store.database), insertRoom(store.database)]);
    roomId = room.id;
    for (let start = 0; start < 100_000; start += 2_000) {
      const jobs = Array.from({ length: 2_000 }, (_, index) =>
        appendJob(room, author, { clientId: `bulk${start + index}` }),
      );
      await Promise.all(jobs.map((job) => messages.append(job)));
    }
    for (let seq = 1; seq <= 50; seq += 1)
      await messages.change({
        roomId,
        seq: seq * 1_000,
        actorId: author.id,
        moderates: 0,
        at: 1,
        accessVersion: 1,
        action: { do: 'edit', body: 'Edited', mentions: '[]' },
      });
    if (onPostgres) await store.database.transact((transaction) => sql`analyze`.execute(transaction));
  }, 60_000);

  /** What the store says of the way it goes for each statement that `ask` makes. */
  async function plansOf(ask: () => Promise<unknown>): Promise<string[]> {
    const { read } = store.database;
    const asked: CompiledQuery[] = [];
    const prototype: QueryExecutor = Object.getPrototypeOf(read.getExecutor());
    const { compileQuery } = prototype;
    const compile = vi.spyOn(prototype, 'compileQuery').mockImplementation(function (
      this: QueryExecutor,
      ...query
    ) {
      const compiled = compileQuery.apply(this, query);
      asked.push(compiled);
      return compiled;
    });
    await ask();
    compile.mockRestore();
    const plans: string[] = [];
    for (const query of asked) {
      const explain = onPostgres ? 'explain (analyze, costs off, timing off) ' : 'explain query plan ';
      const plan = CompiledQuery.raw(explain + query.sql, [...query.parameters]);
      const { rows } = await read.executeQuery<Record<string, unknown>>(plan);
      plans.push(rows.map((row) => String(row['QUERY PLAN'] ?? row.detail)).join('\n'));
    }
    return plans;
  }

  test.each([
    ['the newest page', () => messages.newest(roomId, 51)],
    ['a page in the middle', () => messages.newest(roomId, 51, 50_000)],
    ['the oldest page', () => messages.oldest(roomId, 51, 0)],
    ['one message', () => messages.find(roomId, 50_000)],
    ['the changes from the start', () => messages.changedAfter(roomId, 0, 201)],
    ['the changes in the middle', () => messages.changedAfter(roomId, 50_000, 201)],
    ['the changes at the end', () => messages.changedAfter(roomId, 100_040, 201)],
    ['whether much has changed', () => messages.changedMoreThan(roomId, 90_000, 500)],
  ])('%s is found by the keys, without going through the room', async (_, ask) => {
    const plans = await plansOf(ask);
    expect(plans).toHaveLength(1);
    for (const plan of plans) judge(plan);
  });

  test('a page of it is the same as of a small one', async () => {
    expect(seqsOf(await messages.newest(roomId, 3, 50_001))).toEqual([50_000, 49_999, 49_998]);
    const page = await new HistoryService(messages).changes(roomId, 99_998, 10);
    expect(page.entries.map(({ seq }) => seq).slice(0, 4)).toEqual([99_999, 100_000, 100_001, 100_002]);
  });
});

/** Fails when a plan scans or sorts more than a page. */
function judge(plan: string): void {
  if (onPostgres) {
    expect(plan).not.toMatch(/Seq Scan on messages/);
    const rows = [...plan.matchAll(/\(actual rows=(\d+)/g)].map(([, count]) => Number(count));
    expect(rows.length).toBeGreaterThan(0);
    expect(Math.max(...rows), plan).toBeLessThanOrEqual(1_100);
    return;
  }
  expect(plan).not.toMatch(/SCAN messages/);
  expect(plan).toMatch(/SEARCH messages USING (INDEX|PRIMARY KEY)/);
}
