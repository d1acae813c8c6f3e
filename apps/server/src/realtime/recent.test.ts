import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogEntry } from './encoded.ts';
import { Recent } from './recent.ts';

const entry = (seq: number, bytes = 10): LogEntry => ({
  topic: 't',
  seq,
  accessVersion: 1,
  subject: seq,
  type: 'message.created',
  typeWhenNew: 'message.created',
  typeWhenKnown: 'message.updated',
  at: '',
  data: 'x'.repeat(bytes),
});
const seqsAfter = (recent: Recent, seq: number) => recent.after(seq).map((each) => each.seq);

/** The log's entries from 1 on, as many as asked. */
function filled(count: number, bytes?: number): Recent {
  const recent = new Recent(0);
  for (let seq = 1; seq <= count; seq += 1) recent.add(entry(seq, bytes));
  return recent;
}

describe('the last entries', () => {
  test('are 256 at most', () => {
    const recent = filled(300);
    expect(recent.covers(43)).toBe(false);
    expect(recent.covers(44)).toBe(true);
    expect(seqsAfter(recent, 44)).toHaveLength(256);
    expect(seqsAfter(recent, 299)).toEqual([300]);
    expect(recent.covers(301)).toBe(false);
  });

  test('are 256 KiB at most', () => {
    const recent = filled(100, 65_536);
    expect(seqsAfter(recent, 96)).toEqual([97, 98, 99, 100]);
    expect(recent.covers(95)).toBe(false);
  });

  test('may be none, of which everything is known', () => {
    const recent = new Recent(7);
    expect(recent.covers(7)).toBe(true);
    expect(recent.covers(6)).toBe(false);
    expect(recent.after(7)).toEqual([]);
  });

  test('begin anew after a hole', () => {
    const recent = filled(10);
    recent.restart(20);
    recent.add(entry(21));
    expect(recent.covers(10)).toBe(false);
    expect(seqsAfter(recent, 20)).toEqual([21]);
  });

  test('are kept for a reader as long as it needs them, up to a bound', () => {
    const recent = filled(10);
    const [first, second] = [recent.pin(5), recent.pin(5)];
    for (let seq = 11; seq <= 600; seq += 1) recent.add(entry(seq));
    expect(seqsAfter(recent, 5)).toHaveLength(595);
    first[Symbol.dispose]();
    recent.add(entry(601));
    expect(recent.covers(5)).toBe(true);
    second[Symbol.dispose]();
    recent.add(entry(602));
    expect(recent.covers(5)).toBe(false);
    using _pin = recent.pin(602);
    for (let seq = 603; seq <= 1_000; seq += 1) recent.add(entry(seq, 65_536));
    expect(recent.covers(602)).toBe(false);
    expect(recent.covers(999)).toBe(true);
  });

  test('are kept for the oldest of many readers, in whatever order they end', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('add' as const), many: fc.integer({ min: 1, max: 200 }) }),
      fc.record({ do: fc.constant('pin' as const) }),
      fc.record({ do: fc.constant('unpin' as const), which: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const recent = new Recent(0);
        let last = 0;
        let pins: { after: number; pin: Disposable }[] = [];
        for (const each of steps) {
          if (each.do === 'add') for (let more = 0; more < each.many; more += 1) recent.add(entry(++last));
          else if (each.do === 'pin') pins.push({ after: last, pin: recent.pin(last) });
          else {
            const ended = pins[each.which % Math.max(1, pins.length)];
            ended?.pin[Symbol.dispose]();
            pins = pins.filter((pin) => pin !== ended);
          }
          for (const { after } of pins) expect(recent.covers(after)).toBe(true);
        }
      }),
    );
  });
});
