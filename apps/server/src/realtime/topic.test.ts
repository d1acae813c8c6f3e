import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Batch } from './batch.ts';
import { encodeEvent } from './encoded.ts';
import { Flusher } from './flusher.ts';
import { type Seat, Topic } from './topic.ts';

const notice = (text: string) => encodeEvent('notice', { level: 'info', text });
const textsOf = ({ events }: Batch) => events.map(({ text }) => JSON.parse(text).data.text as string);

/** Somebody in a topic, and what they were sent, write by write. */
class Member {
  readonly writes: string[][] = [];
  seat: Seat | undefined;
  onWrite: () => void = () => {};

  sit(topic: Topic): this {
    const deliver = (batch: Batch) => {
      this.writes.push(textsOf(batch));
      this.onWrite();
    };
    this.seat = topic.join({ connection: { deliver }, userId: 'u', accessVersion: 1, evict: () => {} });
    return this;
  }
}

const open = (id = 't') => new Topic(id, { seq: 0, accessVersion: 1 });

describe('a sweep', () => {
  test('gives each seat one write for all that came in a turn, made once', () => {
    const topic = open();
    const batches: Batch[] = [];
    const deliver = (batch: Batch) => void batches.push(batch);
    for (let index = 0; index < 3; index += 1)
      topic.join({ connection: { deliver }, userId: 'u', accessVersion: 1, evict: () => {} });
    topic.tell(notice('one'));
    topic.tell(notice('two'));
    expect(topic.sweep(200)).toBe(3);
    expect(new Set(batches).size).toBe(1);
    expect(batches[0]?.frames).toBe(batches[1]?.frames);
    expect(textsOf(batches[0] as Batch)).toEqual(['one', 'two']);
  });

  test('goes on where its slice ended, before what came later', () => {
    const topic = open();
    const members = Array.from({ length: 5 }, () => new Member().sit(topic));
    topic.tell(notice('one'));
    expect(topic.sweep(3)).toBe(3);
    topic.tell(notice('two'));
    expect(topic.sweep(3)).toBe(2);
    while (topic.isDirty) topic.sweep(3);
    for (const { writes } of members) expect(writes).toEqual([['one'], ['two']]);
  });

  test('passes over those who leave in its middle, also by the write itself', () => {
    const topic = open();
    const members = Array.from({ length: 6 }, () => new Member().sit(topic));
    const [first, , , , fifth] = members;
    if (first)
      first.onWrite = () => {
        for (const member of [first, fifth]) if (member?.seat) topic.leave(member.seat);
      };
    topic.tell(notice('one'));
    while (topic.isDirty) topic.sweep(2);
    topic.tell(notice('two'));
    while (topic.isDirty) topic.sweep(2);
    expect(members.map(({ writes }) => writes.length)).toEqual([1, 2, 2, 2, 0, 2]);
    expect(topic.population).toBe(4);
  });
});

test('whatever the order of slices, joins and leaves, each seat gets what was told while it sat', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant({ do: 'tell' as const }) },
    { weight: 3, arbitrary: fc.constant({ do: 'join' as const }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), which: fc.nat() }) },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('sweep' as const), budget: fc.integer({ min: 1, max: 4 }) }),
    },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const topic = open();
      const all: { member: Member; from: number; until: number }[] = [];
      let told = 0;
      for (const each of steps) {
        if (each.do === 'tell') topic.tell(notice(String(++told)));
        else if (each.do === 'join')
          all.push({ member: new Member().sit(topic), from: told, until: Number.POSITIVE_INFINITY });
        else if (each.do === 'sweep') topic.sweep(each.budget);
        else {
          const place = all[each.which % Math.max(1, all.length)];
          if (place?.member.seat === undefined || place.until !== Number.POSITIVE_INFINITY) continue;
          topic.leave(place.member.seat);
          place.until = place.member.writes.flat().length;
        }
      }
      while (topic.isDirty) topic.sweep(3);
      expect(topic.backlog).toBe(0);
      expect(topic.population).toBe(all.filter(({ until }) => until === Number.POSITIVE_INFINITY).length);
      for (const { member, from, until } of all) {
        const expected = Array.from({ length: told - from }, (_, index) => String(from + index + 1));
        expect(member.writes.flat()).toEqual(expected.slice(0, until));
      }
    }),
    { numRuns: 500 },
  );
});

describe('the flusher', () => {
  /** Turns until the flusher has written everything, and what each turn wrote. */
  async function writesByTurn(count: () => number, until: number): Promise<number[]> {
    const turns: number[] = [];
    for (let before = 0; before < until; before = count()) {
      await turn();
      turns.push(count() - before);
    }
    return turns;
  }

  test('writes a large topic in slices of 200, and small ones before it', async () => {
    const flusher = new Flusher();
    const [large, small] = [open('large'), open('small')];
    const order: string[] = [];
    const join = (topic: Topic) =>
      topic.join({
        connection: { deliver: () => void order.push(topic.id) },
        userId: 'u',
        accessVersion: 1,
        evict: () => {},
      });
    for (let index = 0; index < 500; index += 1) join(large);
    for (let index = 0; index < 3; index += 1) join(small);
    for (const topic of [large, small]) {
      topic.tell(notice('one'));
      flusher.addTopic(topic);
    }
    const turns = await writesByTurn(() => order.length, 503);
    expect(order.slice(0, 3)).toEqual(['small', 'small', 'small']);
    expect(Math.max(...turns)).toBeLessThanOrEqual(203);
    expect(turns.length).toBeGreaterThanOrEqual(3);
  });

  test('gives every large topic its slice in turn', async () => {
    const flusher = new Flusher();
    const order: string[] = [];
    for (const id of ['a', 'b']) {
      const topic = open(id);
      const connection = { deliver: () => void order.push(id) };
      for (let index = 0; index < 1_000; index += 1)
        topic.join({ connection, userId: 'u', accessVersion: 1, evict: () => {} });
      topic.tell(notice('one'));
      flusher.addTopic(topic);
    }
    await writesByTurn(() => order.length, 2_000);
    expect(order.slice(0, 200)).not.toContain('b');
    expect(order.slice(200, 400)).not.toContain('a');
  });

  test('writes what many connections have gathered in slices too', async () => {
    const flusher = new Flusher();
    let written = 0;
    const flush = () => {
      written += 1;
    };
    for (let index = 0; index < 1_000; index += 1) flusher.add({ flush });
    const turns = await writesByTurn(() => written, 1_000);
    expect(Math.max(...turns)).toBeLessThanOrEqual(200);
  });
});
