import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  appendJob,
  insertRoom,
  insertUser,
  joinRoom,
  openTestDatabase,
  type TestDatabase,
} from '../../../../e2e/support/database.ts';
import { newId } from '../accounts/new-id.ts';
import { MessagesRepository } from './messages.repository.ts';
import { RailRepository } from './rail.repository.ts';
import { ReportsRepository } from './reports.repository.ts';

let store: TestDatabase;
beforeAll(async () => {
  store = await openTestDatabase();
}, 30_000);
afterAll(() => store.close());

async function talk(count: number) {
  const author = await insertUser(store.database);
  const room = await insertRoom(store.database);
  await joinRoom(store.database, room, author);
  const { writer } = store.database;
  await Promise.all(
    Array.from({ length: count }, (_, n) => writer.append(appendJob(room, author, { at: 1_000 + n * 10 }))),
  );
  return { author, room };
}

describe('the time rail', () => {
  test('looks at some messages of a long room, the first and the last among them', async () => {
    const { room } = await talk(100);
    const rail = new RailRepository(store.database);
    const samples = await rail.samples(room.id, 100, 10);
    expect(samples.map(({ seq }) => seq)).toEqual([1, 11, 21, 31, 41, 51, 61, 71, 81, 91, 100]);
    expect(samples[1]).toEqual({ seq: 11, nth: 11, at: 1_100 });
    expect(await rail.samples(room.id, 100, 1_000)).toHaveLength(100);
  });

  test('finds the first message from a time on', async () => {
    const { room } = await talk(30);
    const rail = new RailRepository(store.database);
    const found = [0, 1_000, 1_001, 1_290, 1_291].map((at) => rail.seqAt(room.id, 30, at));
    expect(await Promise.all(found)).toEqual([1, 1, 2, 30, undefined]);
  });
});

describe('the writer', () => {
  test('keeps what a message said, notes removals and pins, and refuses a reaction across a block', async () => {
    const { author, room } = await talk(2);
    const { writer, read } = store.database;
    const messages = new MessagesRepository(store.database);
    const other = await insertUser(store.database);
    const job = {
      roomId: room.id,
      seq: 1,
      actorId: author.id,
      moderates: 0,
      at: 7,
      accessVersion: 1,
    } as const;
    await writer.change({ ...job, action: { do: 'edit', body: 'New', mentions: '[]' } });
    expect(await messages.formerBodies(room.id, 1)).toEqual([{ version: 3, body: 'Hello', at: 1_000 }]);
    const pin = { do: 'pin', on: 1, logId: newId() } as const;
    expect(await writer.change({ ...job, action: pin })).toEqual({ status: 'not_yours' });
    expect(await writer.change({ ...job, moderates: 1, action: pin })).toMatchObject({
      status: 'changed',
      row: { pinned: 1 },
    });
    expect(await writer.change({ ...job, moderates: 1, action: pin })).toMatchObject({
      status: 'unchanged',
      version: 4,
    });
    expect(await messages.pinned(room.id)).toMatchObject([{ seq: 1, pinned: 1 }]);
    const block = { user_id: author.id, other_id: other.id, kind: 'block', at: 1 } as const;
    await store.database.transact((transaction) =>
      transaction.insertInto('relations').values(block).execute(),
    );
    const react = { do: 'react', emoji: '👍', on: 1, maxKinds: 20 } as const;
    expect(await writer.change({ ...job, actorId: other.id, action: react })).toMatchObject({
      status: 'blocked',
    });
    expect(await messages.blockedAmong(other.id, [author.id])).toEqual([author.id]);
    const remove = { ...job, seq: 2, actorId: other.id, moderates: 1 } as const;
    await writer.change({ ...remove, action: { do: 'delete', logId: newId() } });
    await writer.change({ ...job, action: { do: 'delete', logId: newId() } });
    const log = await read
      .selectFrom('moderation_log')
      .selectAll()
      .where('room_id', '=', room.id)
      .orderBy('id')
      .execute();
    expect(log.map(({ action, seq }) => [action, seq])).toEqual([
      ['pin', 1],
      ['remove', 2],
    ]);
    expect(await messages.pinned(room.id)).toEqual([]);
  });
});

describe('reports', () => {
  test('are one for each person and message, are somebody’s once claimed, and are read in sight of the log', async () => {
    const reports = new ReportsRepository(store.database);
    const about = {
      room_id: 'r',
      seq: 1,
      reporter_id: 'ann',
      reason: 'spam',
      words: '',
      reported_at: 1,
    } as const;
    const id = newId();
    await reports.add({ id, ...about });
    await reports.add({ id: newId(), ...about });
    expect((await reports.list('open', {})).items).toMatchObject([{ id, state: 'open' }]);
    expect(await reports.read(id, 'mod', 5)).toMatchObject({ seq: 1 });
    expect(await reports.read('none', 'mod', 5)).toBeUndefined();
    const read = store.database.read.selectFrom('moderation_log').select('action');
    expect(await read.where('actor_id', '=', 'mod').execute()).toEqual([{ action: 'read-report' }]);
    expect(await reports.move(id, 'mod', 'claimed', 6)).toBe(true);
    expect(await reports.move(id, 'other', 'dismissed', 7)).toBe(false);
    expect(await reports.move(id, 'mod', 'dismissed', 7)).toBe(true);
    expect(await reports.move(id, 'mod', 'acted', 8)).toBe(false);
  });
});
