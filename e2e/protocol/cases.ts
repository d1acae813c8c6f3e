import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { FULL_ENTRY, FullTarget } from '../support/full-target.ts';
import { LITE_ENTRY, LiteTarget } from '../support/lite-target.ts';
import type { RawPeer } from '../support/peer.ts';
import type { WebSocketOptions } from '../support/peer-websocket.ts';
import { ROOT } from '../support/server-process.ts';
import type { Binding, Edition, Entered, Entering, Person, Target } from '../support/target.ts';

/** On which editions a case holds. There is no default: an unmarked case fails the run. */
export type Mark = 'lite' | 'full' | 'both';

/** A running server, seen through one binding. */
export interface Stage {
  readonly edition: Edition;
  readonly binding: Binding;
  readonly target: Target;
  person(name: string): Promise<Person>;
  room(): Promise<string>;
  enter(person: Person, room: string, how?: Entering): Promise<Entered>;
  open(query: string, options?: WebSocketOptions): Promise<RawPeer>;
}

/** Adds one case. */
export type AddCase = (mark: Mark, name: string, run: (stage: Stage) => Promise<void>) => void;

type Write = (add: AddCase) => void;

interface Case {
  readonly mark: Mark;
  readonly name: string;
  readonly run: (stage: Stage) => Promise<void>;
}

const MARKS: readonly Mark[] = ['lite', 'full', 'both'];

interface Place {
  /** The one binding that these cases concern; without it each runs over every binding. */
  readonly over?: Binding;
}

const EDITIONS = {
  lite: { entry: LITE_ENTRY, bindings: ['websocket'], start: () => LiteTarget.start() },
  full: { entry: FULL_ENTRY, bindings: ['websocket', 'socketio'], start: () => FullTarget.start() },
} as const;

/** A chapter of the suite: each of its cases runs on each target × binding that its mark names. */
export function chapter(title: string, write: (add: AddCase) => void): void;
export function chapter(title: string, place: Place, write: (add: AddCase) => void): void;
export function chapter(title: string, ...rest: [Write] | [Place, Write]): void {
  const [place, write] = rest.length === 1 ? [{}, rest[0]] : rest;
  const cases = gather(write);
  const stages = chosenEditions().flatMap((edition) => {
    const bindings = EDITIONS[edition].bindings.filter((one) => (place.over ?? one) === one && isChosen(one));
    const held = cases.filter(({ mark }) => mark === 'both' || mark === edition);
    return held.length > 0 && bindings.length > 0 ? [{ edition, bindings, held }] : [];
  });
  for (const { edition, bindings, held } of stages) {
    describe(`${title}: ${edition}`, () => {
      const running = startOnce(EDITIONS[edition].start);
      describe.each(bindings)('%s', (binding) => {
        for (const { name, run } of held) test(name, () => run(stageOf(running(), binding)));
      });
    });
  }
  // Vitest takes a file without tests for a mistake; here it means that other editions were chosen.
  if (stages.length === 0) test(`${title}: concerns other editions`, () => undefined);
}

/** The editions of `PARLOR_TARGETS` (`lite|full`), or all whose program exists. */
export function chosenEditions(): Edition[] {
  const all = Object.keys(EDITIONS) as Edition[];
  const wanted = process.env.PARLOR_TARGETS?.split(/[|,]/);
  if (wanted === undefined) return all.filter((edition) => existsSync(join(ROOT, EDITIONS[edition].entry)));
  const unknown = wanted.find((name) => !Object.hasOwn(EDITIONS, name));
  if (unknown !== undefined) throw new Error(`PARLOR_TARGETS: ${unknown} is none of ${all.join(', ')}`);
  return wanted as Edition[];
}

/** `PARLOR_BINDING` leaves only one way in: for a run that is about the store. */
function isChosen(binding: Binding): boolean {
  return (process.env.PARLOR_BINDING ?? binding) === binding;
}

function startOnce(start: () => Promise<Target>): () => Target {
  let target: Target | undefined;
  beforeAll(async () => {
    target = await start();
  });
  afterAll(async () => {
    await target?.remove();
  });
  return () => {
    if (target === undefined) throw new Error('the target is not running');
    return target;
  };
}

function gather(write: Write): Case[] {
  const cases: Case[] = [];
  write((mark, name, run) => {
    if (!MARKS.includes(mark)) throw new Error(`unmarked case: ${name}`);
    cases.push({ mark, name, run });
  });
  return cases;
}

function stageOf(target: Target, binding: Binding): Stage {
  return {
    edition: target.edition,
    binding,
    target,
    person: (name) => target.person(name),
    room: () => target.room(),
    enter: (person, room, how) => target.enter(binding, person, room, how),
    open: (query, options) => target.open(query, options),
  };
}
