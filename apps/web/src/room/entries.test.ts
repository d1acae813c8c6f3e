import type { Row } from '@parlor/client';
import type { Message } from '@parlor/protocol';
import { describe, expect, it } from 'vitest';
import { countFresh, entriesOf } from './entries.ts';

const person = (id: string) => ({ id, handle: id, name: id, hue: 1, bot: false });
const me = person('ada');
const at = (minute: number, day = 12) => new Date(2026, 4, day, 9, minute).toISOString();

function said(seq: number, who: string, when: string, change: Partial<Message> = {}): Row {
  const message = {
    seq,
    nth: seq,
    version: seq,
    kind: 'text',
    author: person(who),
    body: `${seq}`,
    at: when,
    mentions: [],
    ...change,
  } as unknown as Message;
  return { kind: 'message', key: `s${seq}`, message };
}

const pending = (when: string): Row => ({
  kind: 'pending',
  key: 'cx',
  item: { clientId: 'x', room: 'r', body: 'x', createdAt: Date.parse(when), state: 'queued', failures: 0 },
});

const heads = (rows: Row[], readSeq?: number) => entriesOf(rows, { me, readSeq }).map(({ head }) => head);

describe('the entries of a timeline', () => {
  it('group what one person says within five minutes', () => {
    const rows = [
      said(1, 'mei', at(0)),
      said(2, 'mei', at(4)),
      said(3, 'mei', at(9)),
      said(4, 'omar', at(9)),
    ];
    expect(heads(rows)).toEqual([true, false, true, true]);
    expect(entriesOf(rows, { me, readSeq: undefined }).map(({ tail }) => tail)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it("put one's own unsent message into one's own group", () => {
    expect(heads([said(1, 'ada', at(0)), pending(at(1))])).toEqual([true, false]);
  });

  it('show who speaks again after twelve rows', () => {
    const rows = Array.from({ length: 14 }, (_, index) => said(index + 1, 'mei', at(0)));
    expect(heads(rows).lastIndexOf(true)).toBe(12);
  });

  it('begin a day and a group with the first message of a day', () => {
    const rows = [said(1, 'mei', at(0)), said(2, 'mei', at(1)), said(3, 'mei', at(1, 13))];
    const entries = entriesOf(rows, { me, readSeq: undefined });
    expect(entries.map(({ day }) => day !== undefined)).toEqual([true, false, true]);
  });

  it("put one line above the first message of others that was not read, and count no message of one's own", () => {
    const rows = [said(1, 'mei', at(0)), said(2, 'ada', at(1)), said(3, 'mei', at(2)), said(4, 'mei', at(3))];
    const entries = entriesOf(rows, { me, readSeq: 1 });
    expect(entries.map(({ divider }) => divider)).toEqual([false, false, true, false]);
    expect(countFresh(entries)).toBe(2);
    expect(countFresh(entriesOf(rows, { me, readSeq: undefined }))).toBe(0);
  });

  it('set a message that names the reader apart', () => {
    const mentions = [{ user: 'ada', offset: 0, length: 4 }];
    const rows = [said(1, 'mei', at(0)), said(2, 'mei', at(0), { mentions }), said(3, 'mei', at(0))];
    expect(heads(rows)).toEqual([true, true, true]);
  });
});
