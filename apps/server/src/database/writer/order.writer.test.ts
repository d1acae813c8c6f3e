import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  appendJob,
  insertRoom,
  insertUser,
  joinRoom,
  openTestDatabase,
  type TestDatabase,
} from '../../../../../e2e/support/database.ts';
import type { AppendResult, ChangeResult, Commit } from './writer.ts';

let store: TestDatabase;
const commits: Commit[] = [];

beforeAll(async () => {
  store = await openTestDatabase();
  store.database.writer.onCommit((commit) => commits.push(commit));
});
afterAll(() => store.close());

const AUTHORS = 4;
const ROOMS = 3;

/** What one author does next in one room; `again` repeats an earlier client id. */
const step = fc.record({
  room: fc.nat(ROOMS - 1),
  author: fc.nat(AUTHORS - 1),
  what: fc.constantFrom('send', 'send', 'send', 'again', 'edit', 'react', 'mark'),
  pause: fc.boolean(),
});

async function scene() {
  const { database } = store;
  const authors = await Promise.all(Array.from({ length: AUTHORS }, () => insertUser(database)));
  const rooms = await Promise.all(Array.from({ length: ROOMS }, () => insertRoom(database)));
  for (const room of rooms) for (const author of authors) await joinRoom(database, room, author);
  return { database, writer: database.writer, authors, rooms };
}

test('G03: whatever is given at once, numbers are gapless, places are 1..count, and an author keeps their order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 120 }), async (steps) => {
      const { database, writer, authors, rooms } = await scene();
      commits.length = 0;
      const given: { room: number; author: number; clientId: string; result: Promise<AppendResult> }[] = [];
      const others: Promise<unknown>[] = [];
      for (const [index, { room, author, what, pause }] of steps.entries()) {
        const where = rooms[room]!;
        const who = authors[author]!;
        if (what === 'send' || what === 'again') {
          const clientId = what === 'again' ? 'same' : `c${index}`;
          given.push({ room, author, clientId, result: writer.append(appendJob(where, who, { clientId })) });
        } else if (what === 'mark') {
          others.push(writer.mark({ roomId: where.id, userId: who.id, seq: index }));
        } else {
          const action =
            what === 'edit'
              ? ({ do: 'edit', body: `${index}`, mentions: '[]' } as const)
              : ({ do: 'react', emoji: '👍', on: (index % 2) as 0 | 1, maxKinds: 5 } as const);
          const change = {
            roomId: where.id,
            seq: 1,
            actorId: who.id,
            moderates: 0,
            at: 1,
            accessVersion: 1,
          } as const;
          others.push(writer.change({ ...change, action }));
        }
        if (pause) await new Promise(setImmediate);
      }
      const results = await Promise.all(given.map(async (one) => ({ ...one, result: await one.result })));
      await Promise.all(others);
      for (const [index, { id }] of rooms.entries()) {
        const told = commits.filter(({ roomId }) => roomId === id).map(({ seq }) => seq);
        const { seq, count } = await database.read
          .selectFrom('room_heads')
          .selectAll()
          .where('room_id', '=', id)
          .executeTakeFirstOrThrow();
        expect(told).toStrictEqual(Array.from({ length: seq }, (_, place) => place + 1));
        const rows = await database.read
          .selectFrom('messages')
          .selectAll()
          .where('room_id', '=', id)
          .orderBy('seq')
          .execute();
        expect(rows.map(({ nth }) => nth)).toStrictEqual(
          Array.from({ length: count }, (_, place) => place + 1),
        );
        expect(new Set(rows.map(({ version }) => version)).size).toBe(rows.length);
        const here = results.filter(({ room }) => room === index);
        expect(new Set(here.map(({ author, clientId }) => `${author} ${clientId}`)).size).toBe(count);
        for (let author = 0; author < AUTHORS; author++) {
          const own = here.filter((one) => one.author === author && one.result.status === 'appended');
          const seqs = own.map(({ result }) => (result.status === 'appended' ? result.seq : 0));
          expect(seqs).toStrictEqual(seqs.toSorted((one, other) => one - other));
        }
      }
    }),
    { numRuns: 12 },
  );
});

test('a transaction that takes a right away lies between two batches: what comes after it is refused', async () => {
  const { database, writer, authors, rooms } = await scene();
  const room = rooms[0]!;
  const results: Promise<AppendResult | ChangeResult>[] = [];
  const keepOn = { on: true };
  const sending = authors.map(async (author) => {
    while (keepOn.on) {
      const result = writer.append(appendJob(room, author));
      results.push(result);
      await result;
    }
  });
  const raisedAt = await database.transact((transaction) =>
    transaction
      .updateTable('room_heads')
      .set({ access_version: 2 })
      .where('room_id', '=', room.id)
      .returning('seq')
      .executeTakeFirstOrThrow(),
  );
  const last = await writer.append(appendJob(room, authors[0]!));
  keepOn.on = false;
  await Promise.all(sending);
  expect(last).toStrictEqual({ status: 'stale' });
  const { seq } = await database.read
    .selectFrom('room_heads')
    .select('seq')
    .where('room_id', '=', room.id)
    .executeTakeFirstOrThrow();
  expect(seq).toBe(raisedAt.seq);
  for (const result of await Promise.all(results))
    expect(['appended', 'stale']).toContain((result as AppendResult).status);
});
