import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LiveScene, type Reading, type SceneClient } from '../../../../e2e/support/live-scene.ts';

const READINGS: readonly Reading[] = ['enter', 'access', 'head', 'before', 'changes', 'belonging', 'mine'];
const who = fc.nat({ max: 2 });
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('commit' as const), subject: fc.nat(), heard: fc.boolean() }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('history' as const), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('resume' as const), who, back: fc.nat({ max: 12 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('exit' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), who, told: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('admit' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), who }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('hold' as const), reading: fc.constantFrom(...READINGS) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('release' as const), reading: fc.constantFrom(...READINGS) }),
  },
  { weight: 6, arbitrary: fc.constant({ do: 'turn' as const }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

test.each([
  ['every hint is heard', 0],
  ['hints are lost', 3],
])(
  'G03, G06, G10, R9: whoever enters, leaves, resumes and is removed whenever %s, sees each change of a stay once',
  async (_, lost) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 50 }),
        fc.array(fc.nat({ max: 50 }), { maxLength: lost }),
        async (steps, unheard) => {
          const run = new Run();
          for (const [index, each] of steps.entries())
            await run.take(each.do === 'commit' ? { ...each, heard: !unheard.includes(index) } : each);
          await run.end();
        },
      ),
      { numRuns: 300 },
    );
  },
  60_000,
);

class Run {
  readonly scene = new LiveScene();
  readonly clients: SceneClient[] = [];
  /** By client: the number of the last change committed before the removal that has been answered, and frames then. */
  readonly #removed: { client: SceneClient; at: number; frames: number; until?: number }[] = [];

  /** Each enter, and how much its client had been sent before it. */
  readonly #entered: { client: SceneClient; frames: number; re: string }[] = [];
  /** Whether hints were lost: then present clients may be shown newest states with holes, and enter again. */
  #isLossy = false;

  constructor() {
    for (const name of ['ada', 'bob', 'cyd']) this.clients.push(this.scene.client(name, ['a']));
    for (let index = 0; index < 6; index += 1) this.scene.commit('a');
  }

  async take(each: Step): Promise<void> {
    const { scene } = this;
    if (each.do === 'commit') this.#commit(each.subject, each.heard);
    else if (each.do === 'hold') scene.hold(each.reading);
    else if (each.do === 'release') await scene.release(each.reading);
    else if (each.do === 'turn') await turn();
    else await this.#act(this.clients[each.who] as SceneClient, each);
  }

  async #act(client: SceneClient, each: Extract<Step, { who: number }>): Promise<void> {
    const { scene } = this;
    const room = 'a';
    if (each.do === 'history') this.#enter(client, { history: 3 });
    else if (each.do === 'resume')
      this.#enter(client, { after: Math.max(0, scene.room(room).seq - each.back) });
    else if (each.do === 'exit') client.send('room.exit', { room });
    else if (each.do === 'lose') client.connection.end();
    else if (each.do === 'admit') this.#admit(client);
    else this.#remove(client, each.told);
  }

  #enter(client: SceneClient, how: object): void {
    client.connection.flush();
    const frames = client.transport.frames.length;
    this.#entered.push({ client, frames, re: client.send('room.enter', { room: 'a', ...how }) });
  }

  #commit(subject: number, heard: boolean): void {
    const { scene } = this;
    this.#isLossy ||= !heard;
    const seqs = [...scene.room('a').rows.keys()];
    const changed = subject % 3 === 0 ? seqs[subject % seqs.length] : undefined;
    scene.commit('a', {
      ...(changed !== undefined && { subject: changed }),
      tell: heard ? 'now' : 'later',
    });
  }

  #remove(client: SceneClient, isTold: boolean): void {
    const { scene } = this;
    if (!scene.room('a').members.has(client.userId)) return;
    const tell = scene.remove('a', client.userId);
    const at = scene.room('a').seq;
    // Another node's removals are heard of by the changes after them.
    if (isTold) void tell();
    client.connection.flush();
    this.#removed.push({ client, at, frames: client.transport.frames.length });
  }

  /** Who belongs again may hear again: a removal that this node had not heard of yet is over for it too. */
  #admit(client: SceneClient): void {
    this.scene.room('a').members.add(client.userId);
    client.connection.flush();
    for (const removal of this.#removed) {
      if (removal.client === client) removal.until ??= client.transport.frames.length;
    }
  }

  async end(): Promise<void> {
    const { scene } = this;
    for (const reading of READINGS) await scene.release(reading);
    scene.commit('a');
    await scene.settle();
    for (const client of this.clients) this.#judge(client);
    const seated = this.clients.filter(({ connection }) => scene.visits.count(connection) > 0);
    expect(scene.hub.topic('id-of-a')?.population ?? 0).toBe(seated.length);
    expect(scene.errors).toEqual([]);
  }

  #judge(client: SceneClient): void {
    const stays = staysOf(client);
    for (const stay of stays) judgeStay(stay, this.#isLossy);
    for (const { client: removed, at, frames, until: readmission = Infinity } of this.#removed) {
      if (removed !== client) continue;
      const readmitted = client.transport.frames.findIndex(
        ({ re, ok }, index) => index >= frames && re && ok,
      );
      const until = readmitted === -1 ? client.transport.frames.length : readmitted;
      const late = client.transport.frames
        .slice(frames, Math.min(until, readmission))
        .filter(({ type }) => isChange(type));
      expect(late.filter(({ seq }) => seq > at)).toEqual([]);
    }
    for (const { client: entered, frames, re } of this.#entered) {
      const answered = client.transport.frames.findIndex((frame) => frame.re === re);
      if (entered !== client || answered === -1) continue;
      const between = client.transport.frames.slice(frames, answered);
      expect(between.filter(({ type }) => isChange(type) || type === 'room.synced')).toEqual([]);
    }
    const { transport, connection } = client;
    // Whoever sits at the end has everything.
    if (this.scene.visits.count(connection) === 0) return;
    const last = transport.frames.findLast(({ type }) => isChange(type) || type === 'room.synced');
    expect(last?.seq).toBe(this.scene.room('a').seq);
  }
}

interface Stay {
  // biome-ignore lint/suspicious/noExplicitAny: a frame as it was read.
  readonly answer: any;
  // biome-ignore lint/suspicious/noExplicitAny: frames as they were read.
  readonly frames: any[];
}

const isChange = (type: string | undefined) => type?.startsWith('message.') === true;

/** What a client got, from each answer to its enters and exits to the next. */
function staysOf({ transport }: SceneClient): Stay[] {
  const stays: Stay[] = [{ answer: undefined, frames: [] }];
  for (const frame of transport.frames) {
    if (frame.re !== undefined) stays.push({ answer: frame, frames: [] });
    else stays.at(-1)?.frames.push(frame);
  }
  return stays;
}

function judgeStay({ answer, frames }: Stay, isLossy: boolean): void {
  const end = frames.findIndex(({ type }) => type === 'room.removed');
  const changes = frames.filter(({ type }) => isChange(type));
  if (end !== -1) expect(frames.slice(end).filter(({ type }) => isChange(type))).toEqual([]);
  // Outside of a stay, nothing.
  if (answer?.data?.seq === undefined) return expect(changes).toEqual([]);
  const synced = frames.findIndex(({ type }) => type === 'room.synced');
  const live = changes.filter(({ replay }) => replay !== true);
  const from = answer.data.replay ? frames[synced]?.seq : answer.data.seq;
  if (from === undefined) expect(live).toEqual([]);
  judgeLive(live, from, isLossy);
  if (answer.data.replay && synced !== -1)
    expect(frames.slice(synced).some(({ replay }) => replay)).toBe(false);
}

/** Live changes follow one another, each the last plus one where no hint was lost. */
function judgeLive(live: readonly { seq: number }[], from: number, isLossy: boolean): void {
  let before = from;
  for (const { seq } of live) {
    if (isLossy) expect(seq).toBeGreaterThan(before);
    else expect(seq).toBe(before + 1);
    before = seq;
  }
}
