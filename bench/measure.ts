import { existsSync } from 'node:fs';
import { type Population, populate, type Size } from './load/population.ts';
import { type Outcome, runClosed, runOpen } from './load/runs.ts';
import { findHighestRate } from './load/search.ts';
import { measureIdle } from './measure-idle.ts';
import type { Installation } from './servers/people.ts';
import { type Started, SUBJECTS, type SubjectName } from './servers/subjects.ts';
import type { Shape, ShapeName } from './shapes.ts';

/** How long things are measured, in milliseconds. */
export interface Lengths {
  readonly warm: number;
  readonly closed: number;
  readonly open: number;
  readonly halvings: number;
  /** For one search of the highest rate. */
  readonly budget: number;
}

/** What a subject did in a shape. */
export interface Result {
  readonly shape: ShapeName;
  readonly subject: SubjectName;
  readonly outcome: Outcome;
}

export interface Setting {
  readonly installation: Installation;
  readonly lengths: Lengths;
  readonly flags: readonly string[];
}

/** Memory that is a file system: where there is one, syncing to it costs nothing. */
const MEMORY_FOLDER = '/dev/shm';
const LIGHT_PER_SECOND = 60;

/** Runs shapes of one size against one subject, which is started anew, and stopped. */
export async function measure(
  subject: SubjectName,
  shapes: readonly Shape[],
  setting: Setting,
): Promise<Result[]> {
  const [first] = shapes;
  if (first === undefined) return [];
  const { installation, flags } = setting;
  if (first.name === 'I1')
    return [{ shape: 'I1', subject, outcome: await measureIdle(subject, first.size, setting) }];
  const parent = first.name === 'D1' && existsSync(MEMORY_FOLDER) ? MEMORY_FOLDER : undefined;
  const server = await SUBJECTS[subject].start({ rooms: first.size.rooms, installation, flags, parent });
  try {
    return await inTurn(subject, shapes, server, setting.lengths);
  } finally {
    await server.stop();
  }
}

async function inTurn(
  subject: SubjectName,
  shapes: readonly Shape[],
  server: Started,
  lengths: Lengths,
): Promise<Result[]> {
  const results: Result[] = [];
  let population = await populate(server, shapes[0]?.size ?? { rooms: 0, members: 0, senders: 0 });
  let rate = 0;
  for (const shape of shapes) {
    // What broke connections in one shape must not be charged to the next.
    if (population.faults.length > 0 || population.members.some(({ isClosed }) => isClosed)) {
      population.close();
      population = await populate(server, shape.size);
    }
    const outcome = await runShape(shape, population, { server, lengths, rate });
    rate = outcome.rate / shape.size.members;
    results.push({ shape: shape.name, subject, outcome });
  }
  population.close();
  return results;
}

interface Turn {
  readonly server: Started;
  readonly lengths: Lengths;
  /** Messages a second that the shape before has reached. */
  readonly rate: number;
}

const WINDOWS: Partial<Record<ShapeName, number>> = { S3: 2, S5: 50, A1: 50 };

function runShape(
  { name, size }: Shape,
  population: Population,
  { server, lengths, rate }: Turn,
): Promise<Outcome> {
  const { warm } = lengths;
  switch (name) {
    case 'P1':
    case 'P3':
      return search(population, size, { server, lengths, rate });
    case 'L1':
      return runOpen(
        population,
        { perSecond: LIGHT_PER_SECOND, warm, measure: lengths.closed },
        server.cpuSeconds,
      );
    case 'A1':
      return closed(population, name, 'reply', { server, lengths });
    default:
      return closed(population, name, 'event', { server, lengths });
  }
}

function closed(
  population: Population,
  name: ShapeName,
  turns: 'event' | 'reply',
  { server, lengths }: Pick<Turn, 'server' | 'lengths'>,
): Promise<Outcome> {
  const window = WINDOWS[name] ?? 1;
  const span = { warm: lengths.warm, measure: lengths.closed };
  return runClosed(population, { window, turns, ...span }, server.cpuSeconds);
}

/** The outcome of what did not work. */
export const NOTHING: Outcome = {
  rate: 0,
  p50: 0,
  p99: 0,
  batch: 0,
  generator: 0,
  server: 0,
  faults: ['no rate went'],
};
const FIRST_RATE = 2_000;

async function search(population: Population, size: Size, { server, lengths, rate }: Turn): Promise<Outcome> {
  const outcome = await findHighestRate(population, {
    from: rate > LIGHT_PER_SECOND * 1.5 ? rate : FIRST_RATE,
    warm: lengths.open / 2,
    measure: lengths.open,
    halvings: lengths.halvings,
    budget: lengths.budget,
    serverTime: server.cpuSeconds,
    renew: () => populate(server, size),
  });
  return outcome ?? NOTHING;
}
