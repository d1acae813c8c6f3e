import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeTransport } from '../../../../e2e/support/fake-transport.ts';
import type { Actor } from '../accounts/actor.ts';
import { Connection } from '../realtime/connection.ts';
import type { Encoded } from '../realtime/encoded.ts';
import { Flusher } from '../realtime/flusher.ts';
import { CountersService } from './counters.service.ts';
import { PresenceService } from './presence.service.ts';
import { TypingService } from './typing.service.ts';
import { Visits } from './visits.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what was told.
let told: any[];
const hub = { tell: (_: string, { text }: Encoded) => void told.push(JSON.parse(text)) };
const actor = (id: string, name = id): Actor => ({
  userId: id,
  sessionId: `s-${id}`,
  role: 'user',
  author: { id, handle: id, name, hue: 1, bot: false },
});
const [ada, bob] = [actor('ada'), actor('bob')];

beforeEach(() => {
  told = [];
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

/** What was told since the last look; a second passes. */
function news() {
  vi.advanceTimersByTime(1_001);
  return told.splice(0).map(({ data }) => data);
}

describe('R52: who is present', () => {
  let presence: PresenceService;
  beforeEach(() => {
    presence = new PresenceService(hub);
  });

  test('is told when they come, and within a second when they go', () => {
    presence.arrive('r', ada);
    expect(news()).toMatchObject([
      { joined: [{ user: { id: 'ada' }, state: 'online' }], left: [], count: 1 },
    ]);
    presence.depart('r', 'ada', 'exit');
    expect(news()).toEqual([{ joined: [], left: ['ada'], changed: [], count: 0 }]);
  });

  test('counts a person once, however many connections they have', () => {
    presence.arrive('r', ada);
    presence.arrive('r', ada);
    expect(presence.list('r').count).toBe(1);
    presence.depart('r', 'ada', 'exit');
    expect(presence.list('r').count).toBe(1);
    presence.depart('r', 'ada', 'exit');
    expect(presence.list('r')).toEqual({ present: [], count: 0 });
  });

  test('who is lost counts as gone after 10 s, unless they are back', () => {
    presence.arrive('r', ada);
    news();
    presence.depart('r', 'ada', 'lost');
    vi.advanceTimersByTime(9_000);
    presence.arrive('r', ada);
    vi.advanceTimersByTime(20_000);
    expect(news()).toEqual([]);
    presence.depart('r', 'ada', 'lost');
    vi.advanceTimersByTime(9_999);
    expect(told).toEqual([]);
    expect(news()).toMatchObject([{ left: ['ada'], count: 0 }]);
  });

  test('is told at most once a second, as it is then', () => {
    presence.arrive('r', ada);
    news();
    for (let index = 0; index < 50; index += 1) {
      presence.arrive('r', bob);
      presence.depart('r', 'bob', 'exit');
    }
    expect(news()).toEqual([]);
    presence.arrive('r', bob);
    presence.set(bob, { state: 'dnd', status: undefined });
    presence.set(bob, { state: 'idle', status: 'Lunch' });
    expect(news()).toMatchObject([
      { joined: [{ user: { id: 'bob' }, state: 'idle', status: 'Lunch' }], changed: [] },
    ]);
    presence.set(bob, { state: 'online', status: undefined });
    expect(news()).toMatchObject([{ joined: [], changed: [{ user: { id: 'bob' }, status: null }] }]);
  });

  test('the invisible are in no list and no count, and leave nothing behind', () => {
    presence.set(ada, { state: 'invisible', status: undefined });
    presence.arrive('r', ada);
    expect(presence.list('r')).toEqual({ present: [], count: 0 });
    expect(presence.isInvisible('ada')).toBe(true);
    presence.depart('r', 'ada', 'exit');
    expect(news()).toEqual([]);
    presence.arrive('r', ada);
    presence.arrive('r', bob);
    presence.set(bob, { state: 'invisible', status: undefined });
    expect(news()).toEqual([]);
    presence.set(bob, { state: 'online', status: undefined });
    expect(news()).toMatchObject([{ joined: [{ user: { id: 'bob' } }], count: 1 }]);
  });

  test('a new name is told to each room that its person has open', () => {
    presence.arrive('r', ada);
    presence.arrive('s', ada);
    presence.arrive('t', bob);
    news();
    presence.refresh(actor('ada', 'Ada L.'));
    expect(news()).toMatchObject([
      { changed: [{ user: { name: 'Ada L.' } }] },
      { changed: [{ user: { name: 'Ada L.' } }] },
    ]);
  });

  test('an event names at most 100 people, the rest follow, and the count is the truth', () => {
    for (let index = 0; index < 250; index += 1) presence.arrive('r', actor(`u${index}`));
    presence.depart('r', 'u0', 'exit');
    const events = [...news(), ...news(), ...news()];
    expect(events.map(({ joined, count }) => [joined.length, count])).toEqual([
      [100, 249],
      [100, 249],
      [49, 249],
    ]);
    expect(presence.list('r').present).toHaveLength(100);
    for (let index = 1; index < 250; index += 1) presence.depart('r', `u${index}`, 'exit');
    presence.arrive('r', ada);
    const [first, second, third] = [...news(), ...news(), ...news()];
    expect([first.left.length, first.joined.length]).toEqual([100, 0]);
    expect(second.left).toHaveLength(100);
    expect([third.left.length, third.joined.length]).toEqual([49, 1]);
  });
});

describe('who is typing', () => {
  let typing: TypingService;
  beforeEach(() => {
    typing = new TypingService(hub);
  });

  test('is told when it begins, and ends by itself after 5 s', () => {
    typing.start('r', ada);
    expect(news()).toEqual([{ users: [{ id: 'ada', handle: 'ada', name: 'ada' }], count: 1 }]);
    vi.advanceTimersByTime(2_900);
    expect(news()).toEqual([]);
    expect(news()).toEqual([{ users: [], count: 0 }]);
    vi.advanceTimersByTime(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('goes on as long as it is said again, without a word', () => {
    typing.start('r', ada);
    news();
    for (let index = 0; index < 5; index += 1) {
      vi.advanceTimersByTime(3_900);
      typing.start('r', ada);
    }
    expect(news()).toEqual([]);
    typing.stop('r', 'ada');
    expect(news()).toEqual([{ users: [], count: 0 }]);
    typing.stop('r', 'ada');
    expect(news()).toEqual([]);
  });

  test('names five of them, and counts all', () => {
    for (let index = 0; index < 8; index += 1) typing.start('r', actor(`u${index}`));
    const [event, ...more] = news();
    expect(event).toMatchObject({ count: 8 });
    expect(event.users).toHaveLength(5);
    expect(more).toEqual([]);
  });

  test('is told at most once a second a room', () => {
    for (let index = 0; index < 20; index += 1) {
      typing.start('r', ada);
      typing.stop('r', 'ada');
      vi.advanceTimersByTime(50);
    }
    expect(told.length).toBeLessThanOrEqual(2);
  });
});

describe('counters', () => {
  let counters: CountersService;
  let visits: Visits;
  beforeEach(() => {
    visits = new Visits();
    counters = new CountersService(visits);
  });
  function member() {
    const transport = new FakeTransport();
    return {
      transport,
      connection: new Connection<Actor>('c', transport, { flusher: new Flusher(), limited: 'off' }),
    };
  }
  const toldTo = ({ transport }: ReturnType<typeof member>) => {
    vi.advanceTimersByTime(1_010);
    return transport.frames.splice(0);
  };

  test('are told to members who do not have the room open, at most once a second', () => {
    const [here, away] = [member(), member()];
    for (const { connection } of [here, away]) counters.watch(connection, ['r']);
    visits.add({ connection: here.connection, roomId: 'r', membership: { slug: null } } as never);
    for (let seq = 1; seq <= 50; seq += 1) counters.moved('r', seq, seq);
    expect(toldTo(away)).toEqual([{ type: 'room.counters', room: 'r', data: { lastSeq: 50, count: 50 } }]);
    expect(toldTo(here)).toEqual([]);
    counters.moved('r', 51);
    expect(toldTo(away)).toMatchObject([{ data: { lastSeq: 51, count: 50 } }]);
  });

  test('end with the membership', () => {
    const ada = member();
    counters.watch(ada.connection, ['r', 's']);
    counters.unwatch(ada.connection, 'r');
    counters.moved('r', 1, 1);
    counters.moved('s', 1, 1);
    expect(toldTo(ada).map(({ room }) => room)).toEqual(['s']);
  });

  test('of a room that was left while the rooms were read are not told', async () => {
    const ada = member();
    const reading = counters.watchRead(ada.connection, Promise.resolve(['r', 's']));
    counters.unwatch(ada.connection, 'r');
    await reading;
    counters.moved('r', 1, 1);
    counters.moved('s', 1, 1);
    expect(toldTo(ada).map(({ room }) => room)).toEqual(['s']);
  });

  test('keep nothing of a connection that is over, even one that ended while its rooms were read', async () => {
    const ada = member();
    const reading = counters.watchRead(ada.connection, Promise.resolve(['r']));
    ada.connection.end();
    counters.forget(ada.connection);
    await reading;
    counters.moved('r', 1, 1);
    expect(toldTo(ada)).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
