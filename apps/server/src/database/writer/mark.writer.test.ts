import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  appendJob,
  insertRoom,
  insertUser,
  joinRoom,
  openTestDatabase,
  type TestDatabase,
} from '../../../../../e2e/support/database.ts';

let store: TestDatabase;

beforeAll(async () => {
  store = await openTestDatabase();
});
afterAll(() => store.close());

/** A room with three messages, the second of which was edited: 1, 2, 4 are messages, 3 is the edit. */
async function scene() {
  const { database } = store;
  const [author, reader] = await Promise.all([insertUser(database), insertUser(database)]);
  const room = await insertRoom(database);
  await joinRoom(database, room, author);
  await joinRoom(database, room, reader);
  const { writer } = database;
  const action = { do: 'edit', body: 'Other', mentions: '[]' } as const;
  const change = {
    roomId: room.id,
    seq: 2,
    actorId: author.id,
    moderates: 0,
    at: 1,
    accessVersion: 1,
  } as const;
  await writer.append(appendJob(room, author));
  await writer.append(appendJob(room, author));
  await writer.change({ ...change, action });
  await writer.append(appendJob(room, author));
  const mark = (seq: number, user = reader) => writer.mark({ roomId: room.id, userId: user.id, seq });
  return { database, writer, author, reader, room, mark };
}

test('a mark reaches the last message at or below its number', async () => {
  const { mark } = await scene();
  expect(await mark(1)).toStrictEqual({ seq: 1, nth: 1 });
  expect(await mark(3)).toStrictEqual({ seq: 3, nth: 2 });
  expect(await mark(4)).toStrictEqual({ seq: 4, nth: 3 });
});

test('a mark only grows', async () => {
  const { mark } = await scene();
  await mark(4);
  expect(await mark(2)).toStrictEqual({ seq: 4, nth: 3 });
});

test('a mark beyond the last change is clamped to it', async () => {
  const { mark } = await scene();
  expect(await mark(1_000)).toStrictEqual({ seq: 4, nth: 3 });
});

test('a mark before the first message is zero', async () => {
  const { mark } = await scene();
  expect(await mark(0)).toStrictEqual({ seq: 0, nth: 0 });
});

test('who is no member has no mark', async () => {
  const { database, mark } = await scene();
  expect(await mark(1, await insertUser(database))).toBeNull();
});

test('marks given at once all see the furthest of them, and what one sends moves the own mark', async () => {
  const { database, writer, author, reader, room, mark } = await scene();
  const [, , mine, theirs] = await Promise.all([
    mark(1),
    writer.append(appendJob(room, author)),
    mark(2, author),
    mark(4),
  ]);
  expect(mine).toStrictEqual({ seq: 5, nth: 4 });
  expect(theirs).toStrictEqual({ seq: 4, nth: 3 });
  const rows = await database.read
    .selectFrom('memberships')
    .select(['user_id', 'read_seq', 'read_nth'])
    .where('room_id', '=', room.id)
    .execute();
  expect(rows).toContainEqual({ user_id: author.id, read_seq: 5, read_nth: 4 });
  expect(rows).toContainEqual({ user_id: reader.id, read_seq: 4, read_nth: 3 });
});

test('an own message does not take back a mark that was set further in the same batch', async () => {
  const { database, writer, author, reader, room, mark } = await scene();
  await Promise.all([
    writer.append(appendJob(room, reader)),
    writer.append(appendJob(room, author)),
    mark(6),
  ]);
  const row = await database.read
    .selectFrom('memberships')
    .select(['read_seq', 'read_nth'])
    .where('room_id', '=', room.id)
    .where('user_id', '=', reader.id)
    .executeTakeFirst();
  expect(row).toStrictEqual({ read_seq: 6, read_nth: 5 });
});
