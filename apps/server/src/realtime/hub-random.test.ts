import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ROOM, type Sitting, World } from '../../../../e2e/support/hub-world.ts';

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
