import type { Event, Message } from '@parlor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { message } from './testing/fake-server.ts';
import {
  applyEntered,
  applyEvent,
  applyMessage,
  applyPage,
  EMPTY_TIMELINE,
  hasOlder,
  messageAt,
  type Timeline,
  trimTimeline,
} from './timeline.ts';

const entered = { room: 'r', epoch: 'e1', present: [], count: 0 };

/** A room's log: the events in order, and the newest state of every message after each. */
function makeLog(changes: readonly number[]): Event[] {
  const messages: Message[] = [];
  return changes.map((choice, index) => {
    const seq = index + 1;
    const old = messages[choice % (messages.length * 2 || 1)];
    if (old === undefined) {
      const made = message(seq, { nth: messages.length + 1 });
      messages.push(made);
      return { type: 'message.created', room: 'r', seq, data: made };
    }
    const deleted = choice % 7 === 0;
    const changed = {
      ...old,
      version: seq,
      body: deleted || old.body === null ? null : `edit ${seq}`,
      deletedAt: deleted ? '2026-05-12T10:00:00.000Z' : old.deletedAt,
    };
    messages[messages.indexOf(old)] = changed;
    return { type: deleted ? 'message.deleted' : 'message.updated', room: 'r', seq, data: changed };
  });
}

const newest = (log: readonly Event[]) => {
  const messages = new Map<number, Message>();
  for (const { data } of log as Event<'message.created'>[]) messages.set(data.seq, data);
  return [...messages.values()].sort((a, b) => a.seq - b.seq);
};

const snapshot = (log: readonly Event[], limit: number) => {
  const all = newest(log);
  const messages = limit === 0 ? [] : all.slice(-limit);
  return { ...entered, seq: log.length, messages, more: all.length > messages.length };
};

const replay = (log: readonly Event[], after: number): Event[] => {
  const changed = newest(log).filter(({ version }) => version > after);
  const events = changed
    .sort((a, b) => a.version - b.version)
    .map((data): Event => ({ type: 'message.updated', room: 'r', seq: data.version, replay: true, data }));
  return [...events, { type: 'room.synced', room: 'r', seq: log.length, data: {} }];
};

/** As a client does: applies, and enters again with `after` whenever a gap shows. */
function follow(timeline: Timeline, events: readonly Event[], log: readonly Event[]): Timeline {
  return events.reduce((now, event) => {
    const next = applyEvent(now, event);
    return next.gap ? catchUp(next, log) : next;
  }, timeline);
}

function catchUp(timeline: Timeline, log: readonly Event[]): Timeline {
  const reply = { ...entered, seq: log.length, replay: true as const };
  return replay(log, timeline.cursor).reduce(applyEvent, applyEntered(timeline, reply));
}

const changes = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 60 });
const part = fc.double({ min: 0, max: 1, noNaN: true });

describe('a timeline', () => {
  it('is the newest state of the log, whatever page it began with (snapshot + events = new snapshot)', () => {
    fc.assert(
      fc.property(changes, part, fc.nat(20), (choices, where, limit) => {
        const log = makeLog(choices);
        const at = Math.floor(where * log.length);
        const begun = applyEntered(EMPTY_TIMELINE, snapshot(log.slice(0, at), limit));
        const followed = follow(begun, log.slice(at), log);
        const { floor } = followed;
        expect(followed.messages).toEqual(newest(log).filter(({ seq }) => seq >= floor));
        expect(followed.cursor).toBe(log.length);
      }),
    );
  });

  it('comes to the same with events repeated, out of order and lost', () => {
    const disorder = fc.array(fc.record({ from: part, repeat: fc.nat(2) }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(changes, disorder, (choices, moves) => {
        const log = makeLog(choices);
        const events = moves.flatMap(({ from, repeat }) => {
          const event = log[Math.min(log.length - 1, Math.floor(from * log.length))];
          return Array.from({ length: repeat }, () => event as Event);
        });
        const begun = applyEntered(EMPTY_TIMELINE, { ...entered, seq: 0, messages: [], more: false });
        const followed = catchUp(follow(begun, events, log), log);
        expect(followed.messages).toEqual(newest(log));
        expect(followed.cursor).toBe(log.length);
      }),
    );
  });

  it('comes to the same when a live change crosses a replay', () => {
    fc.assert(
      fc.property(changes, part, part, (choices, one, two) => {
        const log = makeLog(choices);
        const [after, upTo] = [one, two].map((p) => Math.floor(p * log.length)).sort((a, b) => a - b) as [
          number,
          number,
        ];
        const begun = follow(
          applyEntered(EMPTY_TIMELINE, { ...entered, seq: 0, messages: [], more: false }),
          log.slice(0, after),
          log,
        );
        const caught = catchUp(begun, log.slice(0, upTo));
        expect(follow(caught, log.slice(upTo), log).messages).toEqual(newest(log));
      }),
    );
  });

  it('puts pages of older messages before what is there, once each, until all are loaded', () => {
    fc.assert(
      fc.property(changes, fc.integer({ min: 1, max: 7 }), (choices, limit) => {
        const log = makeLog(choices);
        let timeline = applyEntered(EMPTY_TIMELINE, snapshot(log, limit));
        while (hasOlder(timeline)) {
          const older = newest(log).filter(({ seq }) => seq < timeline.floor);
          const messages = older.slice(-limit);
          timeline = applyPage(timeline, { messages, more: older.length > limit, mine: {} });
        }
        expect(timeline.messages).toEqual(newest(log));
      }),
    );
  });
});

describe('a timeline, case by case', () => {
  const begun = applyEntered(EMPTY_TIMELINE, {
    ...entered,
    seq: 12,
    messages: [message(10), message(12)],
    more: true,
  });

  it('sees a missing live number and keeps its cursor before it', () => {
    const gapped = applyEvent(begun, { type: 'message.created', room: 'r', seq: 15, data: message(15) });
    expect(gapped).toMatchObject({ gap: true, cursor: 12 });
  });

  it('leaves out a change of a message that is not loaded, but counts its number', () => {
    const data = message(3, { version: 13, body: 'late edit' });
    const next = applyEvent(begun, { type: 'message.updated', room: 'r', seq: 13, data });
    expect(next.messages).toHaveLength(2);
    expect(next.cursor).toBe(13);
  });

  it('lets the greater version win', () => {
    const edited = applyMessage(begun, message(10, { version: 13, body: 'new' }));
    expect(messageAt(applyMessage(edited, message(10)), 10)?.body).toBe('new');
  });

  it('keeps a deleted message as a tombstone', () => {
    const data = message(10, { version: 13, body: null, deletedAt: '2026-05-12T10:00:00.000Z' });
    const next = applyEvent(begun, { type: 'message.deleted', room: 'r', seq: 13, data });
    expect(messageAt(next, 10)?.body).toBeNull();
    expect(next.messages).toHaveLength(2);
  });

  it('drops everything on a reset', () => {
    const reply = {
      ...entered,
      epoch: 'e2',
      seq: 2,
      messages: [message(2)],
      more: false,
      reset: 'epoch' as const,
    };
    expect(applyEntered(begun, reply)).toMatchObject({ epoch: 'e2', cursor: 2, floor: 0 });
    expect(applyEntered(begun, reply).messages).toEqual([message(2)]);
  });

  it('moves no cursor for what it only knows from a reply', () => {
    expect(applyMessage(begun, message(14))).toMatchObject({ cursor: 12, gap: false });
  });

  it('keeps the newest when it is trimmed, and knows that there are older ones', () => {
    const all = applyEntered(EMPTY_TIMELINE, {
      ...entered,
      seq: 3,
      messages: [1, 2, 3].map((n) => message(n)),
    });
    const trimmed = trimTimeline(all, 2);
    expect(trimmed.messages.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(hasOlder(trimmed)).toBe(true);
  });

  it('shows the newest name of a person on old messages', () => {
    const user = { id: 'omar', handle: 'omar', name: 'Omar B', hue: 5, bot: false };
    const next = applyEvent(begun, { type: 'user.updated', data: { user } });
    expect(messageAt(next, 10)?.author.name).toBe('Omar B');
  });

  it("keeps one's own reactions by message", () => {
    const data = { room: 'r', seq: 10, emoji: '👍', on: true };
    const on = applyEvent(begun, { type: 'reaction.mine', data });
    expect(on.mine).toEqual({ 10: ['👍'] });
    expect(applyEvent(on, { type: 'reaction.mine', data: { ...data, on: false } }).mine).toEqual({ 10: [] });
  });
});
