import { describe, expect, test } from 'vitest';
import { type History, HistoryRecorder, type Observation, type StoredMessage } from '../support/history.ts';
import { checkHistory, type ViolationKind } from '../support/history-checker.ts';

const room = 'general';

/** Two people who read and write four messages; Bob's connection breaks once and he resumes. */
function cleanHistory(): { observations: Observation[]; stored: Record<string, StoredMessage[]> } {
  let now = 0;
  const recorder = new HistoryRecorder(() => ++now);
  const receive = (reader: string, connection: string, seq: number, isReplay: boolean) => {
    recorder.saw({
      kind: 'received',
      room,
      reader,
      connection,
      change: seq,
      seq,
      clientId: `m${seq}`,
      isReplay,
    });
  };
  const enter = (person: string, connection: string, after: number) => {
    recorder.saw({ kind: 'entered', room, reader: person, person, connection, after });
  };
  for (const person of ['ada', 'bob']) recorder.saw({ kind: 'joining', room, person });
  enter('ada', 'a1', 0);
  enter('bob', 'b1', 0);
  for (const clientId of ['m1', 'm2']) recorder.saw({ kind: 'send', room, connection: 'a1', clientId });
  for (const seq of [1, 2]) {
    recorder.saw({ kind: 'acknowledged', room, connection: 'a1', clientId: `m${seq}`, seq });
    receive('ada', 'a1', seq, false);
  }
  receive('bob', 'b1', 1, false);
  recorder.saw({ kind: 'send', room, connection: 'a1', clientId: 'm3' });
  enter('bob', 'b2', 1);
  receive('bob', 'b2', 2, true);
  recorder.saw({ kind: 'send', room, connection: 'b2', clientId: 'bad' });
  recorder.saw({ kind: 'refused', room, connection: 'b2', clientId: 'bad' });
  // The first answer was lost with a connection: sent again under the same id.
  recorder.saw({ kind: 'send', room, connection: 'a1', clientId: 'm3' });
  recorder.saw({ kind: 'acknowledged', room, connection: 'a1', clientId: 'm3', seq: 3 });
  recorder.saw({ kind: 'send', room, connection: 'b2', clientId: 'm4' });
  recorder.saw({ kind: 'acknowledged', room, connection: 'b2', clientId: 'm4', seq: 4 });
  for (const seq of [3, 4]) {
    receive('ada', 'a1', seq, false);
    receive('bob', 'b2', seq, false);
  }
  for (const reader of ['ada', 'bob']) recorder.saw({ kind: 'caught-up', room, reader });
  recorder.saw({ kind: 'left', room, person: 'bob' });
  const stored = [1, 2, 3, 4].map((seq) => ({ seq, nth: seq, clientId: `m${seq}` }));
  return { observations: recorder.observations, stored: { [room]: stored } };
}

type Draft = ReturnType<typeof cleanHistory>;

/** What each mutation does to a clean history, and what the checker must find in it. */
const MUTATIONS: readonly [ViolationKind, string, (draft: Draft) => void][] = [
  ['lost', 'an acknowledged message is not stored', ({ stored }) => void stored[room]?.pop()],
  ['lost', 'an acknowledged message is stored under another number', (draft) => swapStored(draft, 2, 3)],
  [
    'not delivered',
    'a reader misses a message',
    (draft) => drop(draft, 'received', { reader: 'ada', seq: 4 }),
  ],
  [
    'not delivered',
    'a resume leaves one out',
    (draft) => drop(draft, 'received', { connection: 'b2', seq: 2 }),
  ],
  ['delivered twice', 'a message comes twice live', (draft) => repeat(draft, { reader: 'ada', seq: 2 })],
  [
    'delivered twice',
    'a resume repeats one',
    (draft) => change(draft, { connection: 'b2', seq: 2 }, { seq: 1, change: 1, clientId: 'm1' }),
  ],
  [
    'out of order',
    'two come the wrong way round',
    (draft) => exchange(draft, { reader: 'ada', seq: 3 }, { reader: 'ada', seq: 4 }),
  ],
  [
    'disagreeing',
    'two readers see another message under one number',
    (draft) => change(draft, { reader: 'bob', seq: 4 }, { clientId: 'm9' }),
  ],
  ['live gap', 'a live number is left out', (draft) => drop(draft, 'received', { reader: 'ada', seq: 2 })],
  [
    'stored although refused',
    'a refused message is stored',
    (draft) => store(draft, { seq: 5, nth: 5, clientId: 'bad' }),
  ],
  ['stored twice', 'a message is stored again', (draft) => store(draft, { seq: 5, nth: 5, clientId: 'm3' })],
  ['stored twice', 'a retry is answered with another number', (draft) => acknowledge(draft, 'm3', 4)],
  ['holes in the history', 'a place is left out', (draft) => changeStored(draft, 4, { nth: 5 })],
  ['holes in the history', 'two messages share a number', (draft) => changeStored(draft, 4, { seq: 3 })],
  ['send order', 'pipelined messages change places', (draft) => swapAcknowledged(draft, 'm1', 'm2')],
  [
    'ordered before it',
    'a later message is put before an acknowledged one',
    (draft) => swapStored(draft, 2, 4),
  ],
  ['delivered to a non-member', 'a message reaches someone who left', leaveEarly],
  [
    'delivered to a non-member',
    'a message reaches someone who never joined',
    (draft) => drop(draft, 'joining', { person: 'bob' }),
  ],
];

describe('the history checker', () => {
  test('accepts a clean history with a reconnect, a retry and a refusal', () => {
    expect(checkHistory(cleanHistory())).toEqual([]);
  });

  test('accepts that an unacknowledged message is stored, or is not', () => {
    const draft = cleanHistory();
    draft.observations.push({ kind: 'send', room, connection: 'b2', clientId: 'unknown', at: 1_000 });
    expect(checkHistory(draft)).toEqual([]);
    const unread = draft.observations.filter(({ kind }) => kind !== 'caught-up');
    store(draft, { seq: 5, nth: 5, clientId: 'unknown' });
    expect(checkHistory({ ...draft, observations: unread })).toEqual([]);
  });

  for (const [kind, what, mutate] of MUTATIONS) {
    test(`rejects: ${what} (${kind})`, () => {
      const draft = cleanHistory();
      mutate(draft);
      expect(kinds(draft)).toContain(kind);
    });
  }
});

function kinds(history: History): ViolationKind[] {
  return checkHistory(history).map(({ kind }) => kind);
}

type Look = Readonly<Record<string, unknown>>;

function find(draft: Draft, kind: Observation['kind'], look: Look): number {
  const fits = (one: object) => Object.entries(look).every(([name, value]) => one[name as never] === value);
  const index = draft.observations.findIndex((one) => one.kind === kind && fits(one));
  if (index < 0) throw new Error(`no ${kind} like ${JSON.stringify(look)}`);
  return index;
}

function drop(draft: Draft, kind: Observation['kind'], look: Look): void {
  draft.observations.splice(find(draft, kind, look), 1);
}

function repeat(draft: Draft, look: Look): void {
  const index = find(draft, 'received', look);
  draft.observations.splice(index, 0, draft.observations[index]!);
}

function change(draft: Draft, look: Look, to: Look): void {
  const index = find(draft, 'received', look);
  draft.observations[index] = { ...draft.observations[index], ...to } as Observation;
}

function exchange(draft: Draft, one: Look, other: Look): void {
  const [first, second] = [find(draft, 'received', one), find(draft, 'received', other)];
  const kept = draft.observations[first]!;
  draft.observations[first] = draft.observations[second]!;
  draft.observations[second] = kept;
}

function acknowledge(draft: Draft, clientId: string, seq: number): void {
  draft.observations.push({ kind: 'acknowledged', room, connection: 'a1', clientId, seq, at: 1_000 });
}

function swapAcknowledged(draft: Draft, one: string, other: string): void {
  const [first, second] = [one, other].map((clientId) => find(draft, 'acknowledged', { clientId }));
  const seqs = [first, second].map((index) => (draft.observations[index!] as { seq: number }).seq);
  draft.observations[first!] = { ...draft.observations[first!], seq: seqs[1] } as Observation;
  draft.observations[second!] = { ...draft.observations[second!], seq: seqs[0] } as Observation;
}

function swapStored(draft: Draft, one: number, other: number): void {
  const [first, second] = [`m${one}`, `m${other}`];
  changeStored(draft, one, { clientId: second });
  changeStored(draft, other, { clientId: first });
}

function changeStored(draft: Draft, seq: number, to: Partial<StoredMessage>): void {
  const messages = draft.stored[room]!;
  const index = messages.findIndex((message) => message.seq === seq);
  messages[index] = { ...messages[index]!, ...to };
}

function store(draft: Draft, message: StoredMessage): void {
  draft.stored[room]?.push(message);
}

function leaveEarly(draft: Draft): void {
  drop(draft, 'left', { person: 'bob' });
  const index = find(draft, 'received', { reader: 'bob', seq: 3 });
  draft.observations.splice(index, 0, { kind: 'left', room, person: 'bob', at: 0 });
}
