import type { Message } from '@parlor/protocol';
import type { Selectable } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  insertRoom,
  insertUser,
  joinRoom,
  openTestDatabase,
  type TestDatabase,
} from '../../../../e2e/support/database.ts';
import { FakeTransport } from '../../../../e2e/support/fake-transport.ts';
import type { Actor } from '../accounts/actor.ts';
import type { Schema } from '../database/schema.ts';
import type { Commit } from '../database/writer/writer.ts';
import { Visit } from '../presence/visit.ts';
import { Connection } from '../realtime/connection.ts';
import { Connections } from '../realtime/connections.ts';
import { Flusher } from '../realtime/flusher.ts';
import type { Membership } from '../rooms/membership.ts';
import { HistoryService } from './history.service.ts';
import { MessagesRepository } from './messages.repository.ts';
import { MessagesService } from './messages.service.ts';
import { SendLimit } from './send-limit.ts';

let store: TestDatabase;
let messages: MessagesRepository;
let room: Selectable<Schema['rooms']>;
let ada: Actor;
let bob: Actor;
let role: Membership['role'];
let now: number;
const connections = new Connections<Actor>();
const commits: Commit[] = [];

beforeAll(async () => {
  store = await openTestDatabase();
  messages = new MessagesRepository(store.database);
  messages.onCommit((commit) => void commits.push(commit));
});
afterAll(() => store.close());
beforeEach(async () => {
  room = await insertRoom(store.database);
  [ada, bob] = [await person(), await person()];
  role = 'member';
  now = 1_000;
  commits.length = 0;
});

async function person(): Promise<Actor> {
  const { id, handle, name, hue } = await insertUser(store.database);
  await joinRoom(store.database, room, { id });
  return {
    userId: id,
    sessionId: 's',
    role: 'user',
    author: { id, handle, name, hue, bot: false },
  };
}

/** What rooms say of somebody, read from the store as it is. */
const access = vi.fn(async (actor: Actor): Promise<Membership> => {
  const { database } = store;
  const head = await database.read
    .selectFrom('room_heads')
    .innerJoin('rooms', 'rooms.id', 'room_heads.room_id')
    .select(['access_version', 'locked', 'slow_mode'])
    .where('room_id', '=', room.id)
    .executeTakeFirstOrThrow();
  return {
    roomId: room.id,
    userId: actor.userId,
    slug: null,
    role,
    accessVersion: head.access_version,
    slowMode: head.slow_mode,
    locked: head.locked === 1,
  };
});
const service = (rateLimits: 'on' | 'off' = 'off') =>
  new MessagesService({
    rooms: { access } as never,
    messages,
    connections,
    limit: new SendLimit(rateLimits),
    now: () => now,
  });

/** The right held with a connection that has the room open. */
async function visitOf(actor: Actor): Promise<Visit> {
  const connection = new Connection<Actor>('c', new FakeTransport(), {
    flusher: new Flusher(),
    limited: 'off',
  });
  return new Visit(connection, { actor, membership: await access(actor), judge: () => access(actor) });
}

const raise = (changes: { locked?: 0 | 1; slow_mode?: number }, versions = 1) =>
  store.database.transact(async (transaction) => {
    if (Object.keys(changes).length > 0)
      await transaction.updateTable('rooms').set(changes).where('id', '=', room.id).execute();
    await transaction
      .updateTable('room_heads')
      .set(({ eb }) => ({ access_version: eb('access_version', '+', versions) }))
      .where('room_id', '=', room.id)
      .execute();
  });

let ids = 0;
const message = (body = 'Hello', clientId = `m${++ids}`) => ({
  room: room.id,
  body,
  clientId,
  replyTo: undefined,
  files: undefined,
});
const stored = async (): Promise<readonly Message[]> =>
  (await new HistoryService(messages).before(await access(ada), 200)).messages;
const at = (seq: number) => ({ room: room.id, seq });

describe('sending', () => {
  test('R34: stores a message and answers with its numbers', async () => {
    expect(await service().send(ada, message())).toEqual({ seq: 1, version: 1, nth: 1 });
    expect(await stored()).toMatchObject([{ seq: 1, body: 'Hello', author: { id: ada.userId } }]);
  });

  test('answers a known client id with the first message, whatever the words', async () => {
    const { clientId } = message();
    await service().send(ada, message('One', clientId));
    const again = await service().send(ada, message('Two', clientId));
    expect(again).toEqual({ seq: 1, version: 1, nth: 1, duplicate: true });
    expect(await service().send(bob, message('Three', clientId))).toMatchObject({ seq: 2 });
  });

  test('asks for the right again when it has become stale', async () => {
    const visit = await visitOf(ada);
    await raise({});
    expect(await service().send(ada, message(), visit)).toMatchObject({ seq: 1 });
    expect(visit.membership.accessVersion).toBe(2);
  });

  test('is refused to who was removed since the right was shown', async () => {
    const visit = await visitOf(ada);
    await raise({});
    access.mockRejectedValueOnce(new Error('removed'));
    await expect(service().send(ada, message(), visit)).rejects.toThrow('removed');
    expect(await stored()).toEqual([]);
  });

  test('is refused in a room that was locked since the right was shown', async () => {
    const visit = await visitOf(ada);
    await raise({ locked: 1 });
    await expect(service().send(ada, message(), visit)).rejects.toMatchObject({ code: 'room_locked' });
    expect(await stored()).toEqual([]);
  });

  test('is let through in a room that is locked no longer, though that raises no version', async () => {
    await raise({ locked: 1 });
    const visit = await visitOf(ada);
    await expect(service().send(ada, message(), visit)).rejects.toMatchObject({ code: 'room_locked' });
    await raise({ locked: 0 }, 0);
    expect(await service().send(ada, message(), visit)).toMatchObject({ seq: 1 });
  });

  test('too fast is refused with the seconds to wait, each person and room by itself', async () => {
    const limited = service('on');
    for (let index = 0; index < 20; index += 1) await limited.send(ada, message());
    await expect(limited.send(ada, message())).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 1 });
    expect(await limited.send(bob, message())).toMatchObject({ seq: 21 });
  });

  test('in slow mode is refused with the seconds to wait', async () => {
    await raise({ slow_mode: 30 });
    await service().send(ada, message());
    now += 10_000;
    await expect(service().send(ada, message())).rejects.toMatchObject({ code: 'slow_mode', retryAfter: 20 });
    now += 20_000;
    expect(await service().send(ada, message())).toMatchObject({ seq: 2 });
  });

  test('what is known already is answered, rate limited, in slow mode or locked', async () => {
    const limited = service('on');
    const { clientId } = message();
    const known = { seq: 1, version: 1, nth: 1, duplicate: true };
    await limited.send(ada, message('x', clientId));
    for (let index = 0; index < 19; index += 1) await limited.send(ada, message());
    expect(await limited.send(ada, message('x', clientId))).toEqual(known);
    await raise({ slow_mode: 30 });
    expect(await service().send(ada, message('x', clientId))).toEqual(known);
    await raise({ locked: 1 });
    expect(await service().send(ada, message('x', clientId))).toEqual(known);
  });

  test('in reply to what is not there is refused', async () => {
    const reply = { ...message(), replyTo: 7 };
    await expect(service().send(ada, reply)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('with a file is refused, since there is none, and stores nothing', async () => {
    const withFile = { ...message(), files: ['no-such-file'] };
    await expect(service().send(ada, withFile)).rejects.toMatchObject({ code: 'not_found' });
    expect(await stored()).toEqual([]);
  });

  test('mentions those who belong to the room, and tells nobody who was removed meanwhile', async () => {
    const stranger = await insertUser(store.database);
    const body = `@${bob.author.handle.slice(0, 24)}`;
    await store.database.transact((transaction) =>
      transaction
        .updateTable('users')
        .set({ handle: body.slice(1) })
        .where('id', '=', bob.userId)
        .execute(),
    );
    await service().send(ada, message(`${body} @${stranger.handle.slice(0, 24)}`));
    expect(await stored()).toMatchObject([{ mentions: [{ user: bob.userId, offset: 0 }] }]);

    const visit = await visitOf(ada);
    const membersByHandle = vi.spyOn(messages, 'membersByHandle').mockImplementationOnce(async () => {
      await store.database.transact((transaction) =>
        transaction.deleteFrom('memberships').where('user_id', '=', bob.userId).execute(),
      );
      await raise({});
      return new Map([[body.slice(1), bob.userId]]);
    });
    await service().send(ada, message(body), visit);
    membersByHandle.mockRestore();
    expect((await stored()).at(-1)?.mentions).toEqual([]);
  });
});

describe('G05: messages sent one behind the other', () => {
  test('keep their order when the right becomes stale between them', async () => {
    const visit = await visitOf(ada);
    await raise({});
    const sending = service();
    const send = async (body: string) => {
      visit.sendBegins();
      await sending.send(ada, message(body), visit).finally(() => visit.sendEnds());
    };
    const current = await access(ada);
    const meanwhile: boolean[] = [];
    access.mockImplementationOnce(async () => {
      // What comes now is not pipelined: the lane has it wait for those before it.
      meanwhile.push(visit.isSettled === true);
      return current;
    });
    await Promise.all([send('1'), send('2'), send('3')]);
    expect(meanwhile).toEqual([false]);
    expect(visit.isSettled).toBe(true);
    expect((await stored()).map(({ body }) => body)).toEqual(['1', '2', '3']);
  });
});

describe('changing a message', () => {
  beforeEach(() => service().send(ada, message()));

  test('its author gives it new words, nobody else, whatever their role', async () => {
    expect(await service().edit(ada, { ...at(1), body: 'New' })).toEqual({ version: 2 });
    role = 'owner';
    const refused = service().edit(bob, { ...at(1), body: 'Other' });
    await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
    expect(await stored()).toMatchObject([{ body: 'New', version: 2 }]);
  });

  test('its author deletes it, and brings it back within 10 s', async () => {
    expect(await service().delete(ada, at(1))).toEqual({ version: 2 });
    expect(await stored()).toMatchObject([{ body: null, deletedBy: ada.userId }]);
    await expect(service().delete(ada, at(1))).rejects.toMatchObject({ code: 'gone' });
    await expect(service().edit(ada, { ...at(1), body: 'x' })).rejects.toMatchObject({ code: 'gone' });
    await expect(service().restore(bob, at(1))).rejects.toMatchObject({ code: 'forbidden' });
    now += 10_000;
    expect(await service().restore(ada, at(1))).toEqual({ version: 3 });
    await expect(service().restore(ada, at(1))).rejects.toMatchObject({ code: 'conflict' });
    await service().delete(ada, at(1));
    now += 10_001;
    await expect(service().restore(ada, at(1))).rejects.toMatchObject({ code: 'gone' });
  });

  test('R40: others may delete it when they moderate the room, or the server', async () => {
    await expect(service().delete(bob, at(1))).rejects.toMatchObject({ code: 'forbidden' });
    expect(await service().delete({ ...bob, role: 'moderator' }, at(1))).toEqual({ version: 2 });
    await service().send(ada, message());
    role = 'moderator';
    expect(await service().delete(bob, at(3))).toEqual({ version: 4 });
  });

  test.each(['edit', 'delete', 'restore', 'react'] as const)(
    '%s of what is not there is refused',
    async (what) => {
      const input = { ...at(9), body: 'x', emoji: '👍', on: 1 as const };
      await expect(service()[what](ada, input)).rejects.toMatchObject({ code: 'not_found' });
    },
  );

  test('R42: reactions are counted once a person, and what is so already takes no number', async () => {
    const thumb = { ...at(1), emoji: '👍' };
    expect(await service().react(ada, { ...thumb, on: 1 })).toEqual({ version: 2 });
    expect(await service().react(ada, { ...thumb, on: 1 })).toEqual({ version: 2 });
    expect(await service().react(bob, { ...thumb, on: 1 })).toEqual({ version: 3 });
    expect(await stored()).toMatchObject([{ reactions: [{ emoji: '👍', count: 2 }] }]);
    expect(await service().react(ada, { ...thumb, on: 0 })).toEqual({ version: 4 });
    expect(await service().react(ada, { ...thumb, on: 0 })).toEqual({ version: 4 });
  });

  test('a message has at most twenty kinds of reactions', async () => {
    for (let index = 0; index < 20; index += 1)
      await service().react(ada, { ...at(1), emoji: `e${index}`, on: 1 });
    const more = service().react(ada, { ...at(1), emoji: 'more', on: 1 });
    await expect(more).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('one’s other connections', () => {
  test('hear of a reaction and of a read mark, the one that asked does not', async () => {
    const open = (actor: Actor) => {
      const transport = new FakeTransport();
      const connection = new Connection<Actor>('c', transport, { flusher: new Flusher(), limited: 'off' });
      connection.identify(actor);
      connections.add(connection);
      connections.identified(connection, actor);
      return { transport, connection };
    };
    const [asking, other, stranger] = [open(ada), open(ada), open(bob)];
    await service().send(ada, message());
    const by = asking.connection;
    await service().react(ada, { ...at(1), emoji: '👍', on: 1 }, { by });
    await service().react(ada, { ...at(1), emoji: '👍', on: 1 }, { by });
    await service().read(ada, at(1), { by });
    for (const { connection } of [asking, other, stranger]) connection.flush();
    expect(asking.transport.frames).toEqual([]);
    expect(stranger.transport.frames).toEqual([]);
    expect(other.transport.frames).toEqual([
      { type: 'reaction.mine', data: { room: room.id, seq: 1, emoji: '👍', on: true } },
      { type: 'read.changed', data: { room: room.id, seq: expect.any(Number), nth: 1 } },
    ]);
  });
});

test('hot path: with a right at hand a message costs no reading', async () => {
  const visit = await visitOf(ada);
  access.mockClear();
  const reading = vi.spyOn(store.database.read, 'selectFrom');
  for (let index = 0; index < 5; index += 1) await service('on').send(ada, message(), visit);
  expect(reading).not.toHaveBeenCalled();
  expect(access).not.toHaveBeenCalled();
  expect(commits).toHaveLength(5);
  reading.mockRestore();
});
