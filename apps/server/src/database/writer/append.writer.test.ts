import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  appendJob,
  insertRoom,
  insertUser,
  joinRoom,
  openTestDatabase,
  type TestDatabase,
} from '../../../../../e2e/support/database.ts';
import type { Commit } from './writer.ts';

let store: TestDatabase;
const commits: Commit[] = [];

beforeAll(async () => {
  store = await openTestDatabase();
  store.database.writer.onCommit((commit) => commits.push(commit));
});
afterAll(() => store.close());

/** A room with one member. */
async function scene() {
  const { database } = store;
  const [user, room] = await Promise.all([insertUser(database), insertRoom(database)]);
  await joinRoom(database, room, user);
  return { database, writer: database.writer, user, room };
}

const membership = (roomId: string) =>
  store.database.read
    .selectFrom('memberships')
    .selectAll()
    .where('room_id', '=', roomId)
    .executeTakeFirstOrThrow();

const head = (roomId: string) =>
  store.database.read
    .selectFrom('room_heads')
    .selectAll()
    .where('room_id', '=', roomId)
    .executeTakeFirstOrThrow();

test('a message takes the next number and the next place, and counts for its author', async () => {
  const { writer, room, user } = await scene();
  const first = appendJob(room, user, { body: 'One', at: 10 });
  expect(await writer.append(first)).toStrictEqual({ status: 'appended', seq: 1, nth: 1 });
  expect(await writer.append(appendJob(room, user, { at: 20 }))).toMatchObject({ seq: 2, nth: 2 });
  expect(await head(room.id)).toMatchObject({ seq: 2, count: 2 });
  const own = { sent: 2, last_sent_at: 20, read_seq: 2, read_nth: 2 };
  expect(await membership(room.id)).toMatchObject(own);
});

test('of several messages in one batch the last one says when the author last sent', async () => {
  const { writer, room, user } = await scene();
  await Promise.all([10, 20, 30].map((at) => writer.append(appendJob(room, user, { at }))));
  expect(await membership(room.id)).toMatchObject({ sent: 3, last_sent_at: 30, read_seq: 3, read_nth: 3 });
});

test('a stored message is what was given', async () => {
  const { database, writer, room, user } = await scene();
  const body = 'Quotes \' " \\ { } , NULL \n and 👩‍👩‍👧 é';
  const mentions = JSON.stringify([{ user: user.id, offset: 0, length: 3 }]);
  await writer.append(appendJob(room, user, { clientId: 'c', body, mentions, at: 1_700_000_000_123 }));
  const row = await database.read
    .selectFrom('messages')
    .selectAll()
    .where('room_id', '=', room.id)
    .executeTakeFirstOrThrow();
  expect(row).toStrictEqual({
    ...{ room_id: room.id, seq: 1, nth: 1, version: 1, kind: 'text', author_id: user.id, client_id: 'c' },
    ...{ body, at: 1_700_000_000_123, edited_at: null, deleted_at: null, deleted_by: null },
    ...{ reply_to: null, pinned: 0, mentions, reactions: '[]' },
  });
});

test('a known client id gives the first message again and takes no number, in one batch too', async () => {
  const { writer, room, user } = await scene();
  const job = appendJob(room, user);
  const [first, again] = await Promise.all([writer.append(job), writer.append({ ...job, body: 'Other' })]);
  expect(first).toStrictEqual({ status: 'appended', seq: 1, nth: 1 });
  expect(again).toStrictEqual({ status: 'duplicate', seq: 1, nth: 1, version: 1 });
  expect(await writer.append(job)).toStrictEqual(again);
  expect(await head(room.id)).toMatchObject({ seq: 1, count: 1 });
  expect(await membership(room.id)).toMatchObject({ sent: 1 });
});

test('the same client id of another author, or in another room, is another message', async () => {
  const { database, writer, room, user } = await scene();
  const other = await insertUser(database);
  const elsewhere = await insertRoom(database);
  const same = { clientId: 'same' };
  const jobs = [appendJob(room, user, same), appendJob(room, other, same), appendJob(elsewhere, user, same)];
  const results = await Promise.all(jobs.map((job) => writer.append(job)));
  expect(results.map((result) => result.status)).toStrictEqual(['appended', 'appended', 'appended']);
});

test('a right that was judged under an older access version is refused as stale', async () => {
  const { database, writer, room, user } = await scene();
  const raise = { access_version: 2 };
  const update = database.transact((transaction) =>
    transaction.updateTable('room_heads').set(raise).where('room_id', '=', room.id).execute(),
  );
  const before = writer.append(appendJob(room, user));
  await update;
  const after = await writer.append(appendJob(room, user));
  expect(after).toStrictEqual({ status: 'stale' });
  expect(await writer.append(appendJob(room, user, { accessVersion: 2 }))).toMatchObject({
    status: 'appended',
  });
  expect(['appended', 'stale']).toContain((await before).status);
});

test('a known client id is answered before access is judged', async () => {
  const { database, writer, room, user } = await scene();
  const job = appendJob(room, user);
  await writer.append(job);
  await database.transact((transaction) =>
    transaction.updateTable('room_heads').set({ access_version: 9 }).where('room_id', '=', room.id).execute(),
  );
  expect(await writer.append(job)).toMatchObject({ status: 'duplicate', seq: 1 });
});

test('a room that is not there is stale: the service finds out why', async () => {
  const { writer, user } = await scene();
  expect(await writer.append(appendJob({ id: 'nowhere' }, user))).toStrictEqual({ status: 'stale' });
});

test('slow mode says how long to wait, counts inside a batch, and forgets a clock that was set back', async () => {
  const { writer, room, user } = await scene();
  const send = (at: number) => writer.append(appendJob(room, user, { at, slowMode: 10 }));
  const [first, second] = await Promise.all([send(100_000), send(101_500)]);
  expect(first).toMatchObject({ status: 'appended' });
  expect(second).toStrictEqual({ status: 'slow', retryAfter: 9 });
  expect(await send(109_999)).toStrictEqual({ status: 'slow', retryAfter: 1 });
  expect(await send(110_000)).toMatchObject({ status: 'appended', seq: 2 });
  expect(await send(50_000)).toMatchObject({ status: 'appended', seq: 3 });
});

test('a reply needs its message to be there, from the same room, from this batch if need be', async () => {
  const { database, writer, room, user } = await scene();
  const elsewhere = await insertRoom(database);
  const send = (replyTo: number | null, where = room) => writer.append(appendJob(where, user, { replyTo }));
  expect(await send(1)).toStrictEqual({ status: 'no_reply_target' });
  const [first, reply, wrong] = await Promise.all([send(null), send(1), send(1, elsewhere)]);
  expect(first).toMatchObject({ status: 'appended', seq: 1 });
  expect(reply).toMatchObject({ status: 'appended', seq: 2 });
  expect(wrong).toStrictEqual({ status: 'no_reply_target' });
});

test('a job that the store refuses fails alone and leaves no hole', async () => {
  const { writer, room, user } = await scene();
  const broken = appendJob(room, user, { body: null as unknown as string });
  const results = await Promise.allSettled([
    writer.append(appendJob(room, user)),
    writer.append(broken),
    writer.append(appendJob(room, user)),
  ]);
  expect(results.map((result) => result.status)).toStrictEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[2]).toMatchObject({ value: { seq: 2, nth: 2 } });
  expect(await head(room.id)).toMatchObject({ seq: 2, count: 2 });
});

test('the commit is told before the result, in order, with the access version of its transaction', async () => {
  const { writer, room, user } = await scene();
  const job = appendJob(room, user);
  commits.length = 0;
  const told = writer.append(job).then(() => commits.slice());
  await writer.append(job);
  const [commit, ...more] = await told;
  expect(more).toStrictEqual([]);
  expect(commit).toMatchObject({ kind: 'append', roomId: room.id, seq: 1, accessVersion: 1, job });
});
