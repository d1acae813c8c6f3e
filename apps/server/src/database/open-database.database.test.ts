import { expect, test } from 'vitest';
import { insertRoom, insertUser, joinRoom, openTestDatabase } from '../../../../e2e/support/database.ts';

test('a fresh store has its tables and an epoch, and appends', async () => {
  await using store = await openTestDatabase();
  const { database } = store;
  const user = await insertUser(database);
  const room = await insertRoom(database);
  await joinRoom(database, room, user);
  const job = {
    roomId: room.id,
    author: { ...user, bot: false },
    clientId: 'a',
    kind: 'text',
    body: 'hi',
    replyTo: null,
    mentions: '[]',
    at: 5,
    accessVersion: 1,
    slowMode: 0,
  } as const;
  expect(await database.writer.append(job)).toEqual({ status: 'appended', seq: 1, nth: 1 });
  expect(await database.writer.append(job)).toEqual({ status: 'duplicate', seq: 1, nth: 1, version: 1 });
  const rows = await database.read.selectFrom('messages').selectAll().execute();
  expect(rows).toMatchObject([{ body: 'hi', reactions: '[]' }]);
  const members = await database.read.selectFrom('memberships').selectAll().execute();
  expect(members).toMatchObject([{ sent: 1, read_seq: 1, read_nth: 1, last_sent_at: 5 }]);
  const epoch = await database.read.selectFrom('settings').selectAll().where('key', '=', 'epoch').execute();
  expect(epoch[0]?.value).toHaveLength(16);
});
