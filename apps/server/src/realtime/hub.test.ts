import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Batch } from './batch.ts';
import { encodeEvent, type LogEntry } from './encoded.ts';
import { Flusher } from './flusher.ts';
import { Hub } from './hub.ts';
import { MemoryBroker } from './memory.broker.ts';
import type { Seat } from './topic.ts';

const ROOM = 'room';

/** One seat's view: what it was sent since it sat down at `from`, until it left. */
class Sitting {
  readonly userId: string;
  readonly accessVersion: number;
  readonly from: number;
  readonly seqs: number[] = [];
  readonly texts: string[] = [];
  seat: Seat | undefined;
  isEvicted = false;
  readonly connection = { deliver: (batch: Batch) => this.#take(batch) };

  constructor(userId: string, accessVersion: number, from: number) {
    this.userId = userId;
    this.accessVersion = accessVersion;
    this.from = from;
  }

  #take(batch: Batch): void {
    for (const { text } of batch.events) {
      this.texts.push(text);
      const { seq } = JSON.parse(text) as { seq?: number };
      if (seq !== undefined) this.seqs.push(seq);
    }
  }
}

/** A log whose entries reach the hub by a way that may lose, repeat and reorder them. */
class World {
  seq = 0;
  accessVersion = 1;
  readonly log: LogEntry[] = [];
  readonly members = new Set<string>();
  /** At which change somebody's membership had ended. */
  readonly removedAt = new Map<string, number>();
  isAway = false;
  readings = 0;
  readonly broker = new MemoryBroker();
  readonly flusher = new Flusher();
  readonly hub: Hub;

  constructor() {
    const { broker, flusher } = this;
    this.hub = new Hub({ broker, flusher, source: this.#source(), pause: async () => void (await turn()) });
  }

  #source() {
    const answer = async <Result>(look: () => Result): Promise<Result> => {
      this.readings += 1;
      if (this.isAway) throw new Error('the store is away');
      const result = look();
      await turn();
      return result;
    };
    return {
      head: () => answer(() => ({ seq: this.seq, accessVersion: this.accessVersion })),
      changesAfter: (_: string, after: number) =>
        answer(() => {
          const entries = this.log.slice(after, after + 5);
          const upTo = after + entries.length;
          const { accessVersion } = this;
          return {
            entries: entries.map((entry) => ({ ...entry, accessVersion })),
            upTo,
            more: upTo < this.seq,
          };
        }),
      belonging: (_: string, userIds: readonly string[]) =>
        answer(() => ({
          accessVersion: this.accessVersion,
          users: new Set(userIds.filter((userId) => this.members.has(userId))),
        })),
    };
  }

  /** Commits a change; who tells the hub of it is the caller's affair. */
  commit(): LogEntry {
    this.seq += 1;
    const entry: LogEntry = {
      topic: ROOM,
      seq: this.seq,
      accessVersion: this.accessVersion,
      subject: this.seq,
      type: 'message.created',
      typeWhenNew: 'message.created',
      typeWhenKnown: 'message.updated',
      at: '2026-01-01T00:00:00.000Z',
      data: '{}',
    };
    this.log.push(entry);
    return entry;
  }

  tell(entry: LogEntry): void {
    this.broker.publish({ kind: 'entry', entry });
  }

  remove(userId: string): void {
    if (!this.members.delete(userId)) return;
    this.accessVersion += 1;
    this.removedAt.set(userId, this.seq);
  }

  /** Sits down as an entering does: with a right that is no older than what the topic knows. */
  async sit(userId: string, seated: (sitting: Sitting) => void = () => {}): Promise<Sitting | undefined> {
    const isMember = this.members.has(userId);
    const version = this.accessVersion;
    using held = await this.hub.open(ROOM);
    const { topic } = held;
    if (!isMember || topic.accessVersion > version) return undefined;
    const sitting = new Sitting(userId, version, topic.delivered);
    const { connection } = sitting;
    const evict = () => {
      sitting.isEvicted = true;
      if (sitting.seat !== undefined) this.hub.leave(sitting.seat);
    };
    sitting.seat = this.hub.join(topic, { connection, userId, accessVersion: version, evict });
    seated(sitting);
    return sitting;
  }

  async settle(): Promise<void> {
    for (let index = 0; index < 20; index += 1) await turn();
  }
}

let world: World;
beforeEach(() => {
  world = new World();
  world.members.add('ada').add('bob');
});

const sit = async (userId = 'ada') => {
  const sitting = await world.sit(userId);
  if (sitting === undefined) throw new Error('not seated');
  return sitting;
};

describe('a topic', () => {
  test('gives each seat what comes after it sat down, until it leaves', async () => {
    const ada = await sit();
    world.tell(world.commit());
    const bob = await sit('bob');
    world.tell(world.commit());
    await world.settle();
    if (ada.seat) world.hub.leave(ada.seat);
    world.tell(world.commit());
    await world.settle();
    expect(ada.seqs).toEqual([1, 2]);
    expect(bob.seqs).toEqual([2, 3]);
  });

  test('sends a seat that is given up nothing of what waits already', async () => {
    const ada = await sit();
    world.tell(world.commit());
    if (ada.seat) world.hub.leave(ada.seat);
    await world.settle();
    expect(ada.seqs).toEqual([]);
  });

  test('is held open by who enters, and dropped when nobody has it open', async () => {
    const held = await world.hub.open(ROOM);
    const ada = await sit();
    held[Symbol.dispose]();
    expect(world.hub.topic(ROOM)).toBeDefined();
    if (ada.seat) world.hub.leave(ada.seat);
    expect(world.hub.topic(ROOM)).toBeUndefined();
  });

  test('opened again is read again, and knows what was missed', async () => {
    const first = await sit();
    if (first.seat) world.hub.leave(first.seat);
    world.tell(world.commit());
    const second = await sit();
    world.tell(world.commit());
    await world.settle();
    expect(second.from).toBe(1);
    expect(second.seqs).toEqual([2]);
  });

  test('that cannot be read is refused, and can be opened once it can', async () => {
    world.isAway = true;
    await expect(world.hub.open(ROOM)).rejects.toThrow('the store is away');
    expect(world.hub.topic(ROOM)).toBeUndefined();
    world.isAway = false;
    expect((await sit()).from).toBe(0);
  });

  test('tells events without a number to those who have it open, on their way in order', async () => {
    const ada = await sit();
    world.tell(world.commit());
    world.hub.tell(ROOM, encodeEvent('notice', { level: 'info', text: 'Hello' }, ROOM));
    world.hub.tell('elsewhere', encodeEvent('notice', { level: 'info', text: 'Hello' }, 'elsewhere'));
    await world.settle();
    expect(ada.texts.map((text) => JSON.parse(text).type)).toEqual(['message.created', 'notice']);
  });
});

describe('hints that are lost, early or repeated', () => {
  test('are told once, in order', async () => {
    const ada = await sit();
    const [one, two, three] = [world.commit(), world.commit(), world.commit()];
    for (const entry of [two, one, one, three, two]) world.tell(entry);
    await world.settle();
    expect(ada.seqs).toEqual([1, 2, 3]);
    // An early one waits a moment for those it has overtaken: nothing was read for it.
    expect(world.readings).toBe(1);
  });

  test('are read when they do not come', async () => {
    const ada = await sit();
    for (let index = 0; index < 12; index += 1) world.commit();
    world.tell(world.commit());
    await world.settle();
    expect(ada.seqs).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
  });

  test('are read for who must reach them, though others are looked into at that time', async () => {
    const ada = await sit();
    using held = await world.hub.open(ROOM);
    world.remove('bob');
    world.tell(world.commit());
    world.commit();
    const reached = held.reach(2);
    await world.settle();
    await reached;
    expect(ada.seqs).toEqual([1, 2]);
  });

  test('are held while the store is away, and no more of them than a bound', async () => {
    const ada = await sit();
    world.isAway = true;
    world.commit();
    for (let index = 0; index < 3_000; index += 1) world.tell(world.commit());
    await world.settle();
    expect(ada.seqs).toEqual([]);
    world.isAway = false;
    while (ada.seqs.length < 3_001) await turn();
    expect(ada.seqs).toEqual(Array.from({ length: 3_001 }, (_, index) => index + 1));
  });

  test('are not looked for any more when nobody has the topic open', async () => {
    const ada = await sit();
    world.isAway = true;
    world.commit();
    world.tell(world.commit());
    await world.settle();
    if (ada.seat) world.hub.leave(ada.seat);
    await world.settle();
    const { readings } = world;
    await world.settle();
    expect(world.readings).toBe(readings);
  });
});

describe('G10: a removal', () => {
  test('that this node has not heard of is read before the next change is told', async () => {
    const [ada, bob] = [await sit(), await sit('bob')];
    world.remove('ada');
    world.tell(world.commit());
    await world.settle();
    expect(ada).toMatchObject({ seqs: [], isEvicted: true });
    expect(bob).toMatchObject({ seqs: [1], isEvicted: false });
  });

  test('holds the room while the store is away', async () => {
    const bob = await sit('bob');
    world.remove('ada');
    world.isAway = true;
    world.tell(world.commit());
    await world.settle();
    expect(bob.seqs).toEqual([]);
    world.isAway = false;
    await world.settle();
    expect(bob.seqs).toEqual([1]);
  });

  test('that was carried out here costs no reading', async () => {
    const bob = await sit('bob');
    world.remove('ada');
    const { readings } = world;
    await world.hub.settleAccess(ROOM, world.accessVersion);
    world.tell(world.commit());
    await world.settle();
    expect(bob.seqs).toEqual([1]);
    expect(world.readings).toBe(readings);
  });

  test('behind another that is not known yet is read at once', async () => {
    const ada = await sit();
    world.remove('ada');
    world.remove('bob');
    await world.hub.settleAccess(ROOM, world.accessVersion);
    expect(ada.isEvicted).toBe(true);
  });
});

test('G03, G06, G10: whatever the order of things, each seat sees each change once, and nothing after its end', async () => {
  const people = ['ada', 'bob', 'cyd'];
  const person = fc.constantFrom(...people);
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('commit' as const), lost: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('repeat' as const), which: fc.nat() }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('sit' as const), who: person }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), which: fc.nat() }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('remove' as const), who: person, heard: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('admit' as const), who: person }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('away' as const), is: fc.boolean() }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('turn' as const) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const run = new Run();
      for (const each of steps) await run.take(each);
      await run.end();
      run.judge();
    }),
    { numRuns: 300 },
  );
}, 30_000);

type Step =
  | { do: 'commit'; lost: boolean }
  | { do: 'repeat' | 'leave'; which: number }
  | { do: 'sit' | 'admit'; who: string }
  | { do: 'remove'; who: string; heard: boolean }
  | { do: 'away'; is: boolean }
  | { do: 'turn' };

/** One random run, and its judgement. */
class Run {
  readonly world = new World();
  readonly #sittings: { sitting: Sitting; until: number }[] = [];
  readonly #entering: Promise<unknown>[] = [];
  /** The number of the last change that was committed before each removal, by person and version. */
  readonly #removals: { who: string; at: number; version: number }[] = [];

  constructor() {
    this.world.members.add('ada').add('bob');
  }

  async take(step: Step): Promise<void> {
    const { world } = this;
    if (step.do === 'commit') {
      const entry = world.commit();
      if (!step.lost) world.tell(entry);
    } else if (step.do === 'repeat') {
      const entry = world.log[step.which % Math.max(1, world.log.length)];
      if (entry !== undefined) world.tell(entry);
    } else if (step.do === 'sit') this.#sit(step.who);
    else if (step.do === 'leave') this.#leave(step.which);
    else if (step.do === 'remove') this.#remove(step.who, step.heard);
    else if (step.do === 'admit') world.members.add(step.who);
    else if (step.do === 'away') world.isAway = step.is;
    else await turn();
  }

  async end(): Promise<void> {
    this.world.isAway = false;
    await this.world.settle();
    await Promise.all(this.#entering);
    // The last hint arrives, so that nobody waits for one.
    this.world.tell(this.world.commit());
    await this.world.settle();
    await this.world.settle();
  }

  judge(): void {
    for (const { sitting, until } of this.#sittings) {
      const end = sitting.isEvicted ? (sitting.seqs.at(-1) ?? sitting.from) : Math.min(until, this.world.seq);
      const expected = Array.from({ length: end - sitting.from }, (_, index) => sitting.from + index + 1);
      if (until === Number.POSITIVE_INFINITY || sitting.isEvicted) expect(sitting.seqs).toEqual(expected);
      // Who left saw a beginning of it.
      else expect(expected.slice(0, sitting.seqs.length)).toEqual(sitting.seqs);
      const removal = this.#removals.find(
        ({ who, version }) => who === sitting.userId && version > sitting.accessVersion,
      );
      if (removal) expect(sitting.seqs.filter((seq) => seq > removal.at)).toEqual([]);
    }
    const seated = this.#sittings.filter(
      ({ sitting, until }) => until === Number.POSITIVE_INFINITY && !sitting.isEvicted,
    );
    expect(this.world.hub.topic(ROOM)?.population ?? 0).toBe(seated.length);
  }

  #sit(who: string): void {
    const seated = (sitting: Sitting) => {
      this.#sittings.push({ sitting, until: Number.POSITIVE_INFINITY });
    };
    const sat = this.world.sit(who, seated).catch(() => undefined);
    this.#entering.push(sat);
  }

  #leave(which: number): void {
    const place = this.#sittings[which % Math.max(1, this.#sittings.length)];
    if (place?.sitting.seat === undefined || place.sitting.isEvicted) return;
    this.world.hub.leave(place.sitting.seat);
    place.until = Math.min(place.until, this.world.seq);
  }

  #remove(who: string, heard: boolean): void {
    if (!this.world.members.has(who)) return;
    this.world.remove(who);
    this.#removals.push({ who, at: this.world.seq, version: this.world.accessVersion });
    if (!heard) return;
    for (const { sitting, until } of this.#sittings) {
      if (sitting.userId !== who || until !== Number.POSITIVE_INFINITY || sitting.isEvicted) continue;
      sitting.isEvicted = true;
      if (sitting.seat) this.world.hub.leave(sitting.seat);
    }
    void this.world.hub.settleAccess(ROOM, this.world.accessVersion);
  }
}
