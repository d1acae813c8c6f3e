import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  appendJob,
  insertRoom,
  insertUser,
  joinRoom,
  openTestDatabase,
  type TestDatabase,
} from '../../../../../e2e/support/database.ts';
import type { ChangeAction, ChangeJob, ChangeResult, Commit, MessageRow } from './writer.ts';

let store: TestDatabase;
const commits: Commit[] = [];

beforeAll(async () => {
  store = await openTestDatabase();
  store.database.writer.onCommit((commit) => commits.push(commit));
});
afterAll(() => store.close());

/** A room with one message by `author`, and someone else. */
async function scene() {
  const { database } = store;
  const author = await insertUser(database, { name: 'Ada', hue: 7 });
  const other = await insertUser(database);
  const room = await insertRoom(database);
  await joinRoom(database, room, author);
  await database.writer.append(appendJob(room, author, { body: 'First' }));
  const change = (actor: { id: string }, action: ChangeAction, given: Partial<ChangeJob> = {}) => {
    const job = {
      roomId: room.id,
      seq: 1,
      actorId: actor.id,
      moderates: 0,
      at: 5_000,
      accessVersion: 1,
    } as const;
    return database.writer.change({ ...job, action, ...given });
  };
  const react = (actor: { id: string }, emoji: string, on: 0 | 1 = 1, given: Partial<ChangeJob> = {}) =>
    change(actor, { do: 'react', emoji, on, maxKinds: 3 }, given);
  return { database, author, other, room, change, react };
}

const edit = { do: 'edit', body: 'Second', mentions: '[1]' } as const;
const remove = { do: 'delete' } as const;
const restore = { do: 'restore', withinMs: 10_000 } as const;

function rowOf(result: ChangeResult): MessageRow {
  if (result.status !== 'changed') throw new Error(`Not changed: ${result.status}`);
  return result.row;
}

const reactionsOf = (result: ChangeResult) => JSON.parse(rowOf(result).reactions);

test('an edit takes a number, keeps the place, and gives the row back with its author', async () => {
  const { database, author, room, change } = await scene();
  const row = rowOf(await change(author, edit));
  expect(row).toMatchObject({
    seq: 1,
    nth: 1,
    version: 2,
    body: 'Second',
    mentions: '[1]',
    edited_at: 5_000,
  });
  expect(row).toMatchObject({
    author_handle: author.handle,
    author_name: 'Ada',
    author_hue: 7,
    author_bot: 0,
  });
  const stored = await database.read
    .selectFrom('messages')
    .selectAll()
    .where('room_id', '=', room.id)
    .executeTakeFirst();
  expect(row).toMatchObject(stored ?? {});
  const head = await database.read
    .selectFrom('room_heads')
    .selectAll()
    .where('room_id', '=', room.id)
    .executeTakeFirst();
  expect(head).toMatchObject({ seq: 2, count: 1 });
});

test('only its author edits a message, moderator or not', async () => {
  const { other, change } = await scene();
  expect(await change(other, edit, { moderates: 1 })).toStrictEqual({ status: 'not_yours' });
});

test('a message is deleted by its author or a moderator, and keeps its words for a while', async () => {
  const { author, other, change } = await scene();
  expect(await change(other, remove)).toStrictEqual({ status: 'not_yours' });
  const row = rowOf(await change(other, remove, { moderates: 1 }));
  expect(row).toMatchObject({ version: 2, deleted_at: 5_000, deleted_by: other.id, body: 'First' });
  expect(await change(author, remove)).toStrictEqual({ status: 'gone' });
});

test('commands on a deleted message are gone', async () => {
  const { author, change, react } = await scene();
  await change(author, remove);
  expect(await change(author, edit)).toStrictEqual({ status: 'gone' });
  expect(await react(author, '👍')).toStrictEqual({ status: 'gone' });
});

test('a deletion is taken back by the one who did it, within the time', async () => {
  const { author, other, change } = await scene();
  expect(await change(author, restore)).toStrictEqual({ status: 'not_deleted' });
  await change(author, remove);
  expect(await change(other, restore, { moderates: 1 })).toStrictEqual({ status: 'not_yours' });
  expect(await change(author, restore, { at: 15_001 })).toStrictEqual({ status: 'too_late' });
  const row = rowOf(await change(author, restore, { at: 15_000 }));
  expect(row).toMatchObject({ version: 3, deleted_at: null, deleted_by: null, body: 'First' });
});

test('a stale right changes nothing, and what is not there is not found', async () => {
  const { author, change } = await scene();
  expect(await change(author, edit, { accessVersion: 0 })).toStrictEqual({ status: 'stale' });
  expect(await change(author, edit, { roomId: 'nowhere' })).toStrictEqual({ status: 'stale' });
  expect(await change(author, edit, { seq: 2 })).toStrictEqual({ status: 'not_found' });
});

test('a reaction given twice, or taken back without being there, takes no number', async () => {
  const { author, other, react } = await scene();
  const first = await react(author, '👍');
  expect(reactionsOf(first)).toStrictEqual([{ emoji: '👍', count: 1, users: [author.id] }]);
  expect(await react(author, '👍')).toStrictEqual({ status: 'unchanged', version: 2 });
  expect(await react(other, '👍', 0)).toStrictEqual({ status: 'unchanged', version: 2 });
  expect(rowOf(await react(other, '👍')).version).toBe(3);
});

test('reactions keep the order of their first use, and go with the last who gave them', async () => {
  const { author, other, react } = await scene();
  await react(author, '👍');
  await react(author, '🎉');
  await react(other, '👍');
  expect(reactionsOf(await react(author, '👍', 0))).toStrictEqual([
    { emoji: '👍', count: 1, users: [other.id] },
    { emoji: '🎉', count: 1, users: [author.id] },
  ]);
  expect(reactionsOf(await react(other, '👍', 0))).toMatchObject([{ emoji: '🎉' }]);
});

test('a summary names the first five, and the sixth once one of them goes', async () => {
  const { database, react } = await scene();
  const people = await Promise.all(Array.from({ length: 7 }, () => insertUser(database)));
  for (const [index, person] of people.entries()) await react(person, '👍', 1, { at: 1_000 + index });
  const ids = people.map(({ id }) => id);
  const [first] = people;
  const summary = reactionsOf(await react(first ?? { id: '' }, '👍', 0));
  expect(summary).toStrictEqual([{ emoji: '👍', count: 6, users: ids.slice(1, 6) }]);
});

test('a message bears only so many kinds of reaction', async () => {
  const { author, other, react } = await scene();
  for (const emoji of ['1', '2', '3']) await react(author, emoji);
  expect(await react(author, '4')).toStrictEqual({ status: 'too_many_kinds' });
  expect(await react(other, '3')).toMatchObject({ status: 'changed' });
});

test('appends and changes given at once are carried out in order, and told in order', async () => {
  const { database, author, room, change, react } = await scene();
  const append = () => database.writer.append(appendJob(room, author));
  commits.length = 0;
  const results = await Promise.all([
    append(),
    change(author, edit, { seq: 2 }),
    append(),
    react(author, '👍'),
  ]);
  expect(results).toMatchObject([{ seq: 2 }, { row: { seq: 2, version: 3 } }, { seq: 4, nth: 3 }, {}]);
  expect(commits.map(({ kind, seq }) => [kind, seq])).toStrictEqual([
    ['append', 2],
    ['change', 3],
    ['append', 4],
    ['change', 5],
  ]);
});

test('a repeated append is told the newest version, of a change in the same batch too', async () => {
  const { database, author, room, change } = await scene();
  const job = appendJob(room, author);
  const [, , again] = await Promise.all([
    database.writer.append(job),
    change(author, edit, { seq: 2 }),
    database.writer.append(job),
  ]);
  expect(again).toStrictEqual({ status: 'duplicate', seq: 2, nth: 2, version: 3 });
  await change(author, edit, { seq: 2 });
  expect(await database.writer.append(job)).toMatchObject({ version: 4 });
});

test('a change that the store refuses leaves nothing behind and fails alone', async () => {
  const { database, author, room, change, react } = await scene();
  const broken = { do: 'edit', body: null as unknown as string, mentions: '[]' } as const;
  const results = await Promise.allSettled([
    react(author, '👍'),
    change(author, broken),
    react(author, '🎉'),
  ]);
  expect(results.map(({ status }) => status)).toStrictEqual(['fulfilled', 'rejected', 'fulfilled']);
  const { seq } = await database.read
    .selectFrom('room_heads')
    .select('seq')
    .where('room_id', '=', room.id)
    .executeTakeFirstOrThrow();
  expect(seq).toBe(3);
});
