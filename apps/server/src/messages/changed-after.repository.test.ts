import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  appendJob,
  insertRoom,
  insertUser,
  openTestDatabase,
  type TestDatabase,
} from '../../../../e2e/support/database.ts';
import { MessagesRepository } from './messages.repository.ts';

let store: TestDatabase;

beforeAll(async () => {
  store = await openTestDatabase();
});
afterAll(() => store.close());

/** Six messages, of which the second, the fifth and the second again are edited: 7, 8 and 9. */
async function scene() {
  const { database } = store;
  const [author, room] = await Promise.all([insertUser(database), insertRoom(database)]);
  const messages = new MessagesRepository(database);
  for (let index = 0; index < 6; index++) await messages.append(appendJob(room, author));
  const action = { do: 'edit', body: 'Other', mentions: '[]' } as const;
  const change = {
    roomId: room.id,
    actorId: author.id,
    moderates: 0,
    at: 1,
    accessVersion: 1,
    action,
  } as const;
  for (const seq of [2, 5, 2]) await messages.change({ ...change, seq });
  const changedAfter = async (after: number, limit = 100) => {
    const page = await messages.changedAfter(room.id, after, limit);
    expect(page.head).toStrictEqual({ seq: 9, count: 6, accessVersion: 1 });
    return page.rows.map(({ seq, version }) => [seq, version]);
  };
  return { messages, room, changedAfter };
}

test('what changed after a number comes once, in its newest state, in the order of the changes', async () => {
  const { changedAfter } = await scene();
  const made = [1, 3, 4, 6].map((seq) => [seq, seq]);
  const edited = [
    [5, 8],
    [2, 9],
  ];
  expect(await changedAfter(0)).toStrictEqual([...made, ...edited]);
  expect(await changedAfter(3)).toStrictEqual([...made.slice(2), ...edited]);
  expect(await changedAfter(8)).toStrictEqual([[2, 9]]);
  expect(await changedAfter(9)).toStrictEqual([]);
});

test('pages of changes follow each other without a hole, across what was made and what was edited', async () => {
  const { changedAfter } = await scene();
  const read: number[][] = [];
  for (let after = 0; after < 9; after = read.at(-1)?.[1] ?? 9) read.push(...(await changedAfter(after, 2)));
  expect(read).toStrictEqual(await changedAfter(0));
});

test('whether more than so many changed is known without reading them', async () => {
  const { messages, room } = await scene();
  expect(await messages.changedMoreThan(room.id, 0, 5)).toBe(true);
  expect(await messages.changedMoreThan(room.id, 0, 6)).toBe(false);
  expect(await messages.changedMoreThan(room.id, 8, 0)).toBe(true);
});
