import { parseArgs } from 'node:util';
import { type Figures, measureHistory, measureStart, measureStore } from './extras.ts';
import { type Lengths, measure, NOTHING, type Result } from './measure.ts';
import { printRatios, printRow, printTitle } from './print.ts';
import { makeInstallation } from './servers/people.ts';
import type { SubjectName } from './servers/subjects.ts';
import { SHAPES, type Shape } from './shapes.ts';
import { Summary } from './summary.ts';
import { writeResults } from './write-results.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    subjects: { type: 'string' },
    repeats: { type: 'string' },
    'cpu-prof': { type: 'string' },
  },
});

const QUICK: Lengths = { warm: 700, closed: 2_000, open: 700, halvings: 2, budget: 12_000 };
const WHOLE: Lengths = { warm: 1_000, closed: 4_000, open: 1_500, halvings: 3, budget: 40_000 };

const lengths = values.quick ? QUICK : WHOLE;
const repeats = Number(values.repeats ?? (values.quick ? 1 : 3));
const wanted = (values.only ?? (values.quick ? 'S1,P1' : '')).split(',').filter((name) => name !== '');
const subjects = values.subjects?.split(',') as SubjectName[] | undefined;
const profile = values['cpu-prof'];
const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
const shapes = SHAPES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));

// Only all of it, for everybody, is a result worth keeping.
const isWhole = wanted.length === 0 && subjects === undefined && profile === undefined;

const results: Result[] = [];
const figures: Figures[] = [];
const begun = performance.now();
const installation = await makeInstallation();
try {
  printTitle();
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    for (const group of groups(shapes)) await runGroup(group);
    if (isWhole) await runExtras(repeat);
  }
} finally {
  await installation.remove();
}
if (isWhole) {
  const minutes = (performance.now() - begun) / 60_000;
  const command = `npm run bench${values.repeats === undefined ? '' : ` -- --repeats ${values.repeats}`}`;
  writeResults({ summary: new Summary(results, figures), repeats, command, minutes });
  console.log('written to bench/RESULTS.md');
} else printRatios(new Summary(results, figures));

/** Shapes that follow each other with the same people in the same rooms share their server. */
function groups(all: readonly Shape[]): Shape[][] {
  const together = new Map<string, Shape[]>();
  for (const shape of all) {
    const key = shape.name === 'D1' ? 'D1' : JSON.stringify(shape.size);
    together.set(key, [...(together.get(key) ?? []), shape]);
  }
  return [...together.values()];
}

async function runGroup(group: readonly Shape[]): Promise<void> {
  const names = new Set(group.flatMap((shape) => shape.subjects));
  for (const subject of names) {
    if (values.quick && subject === 'fullio') continue;
    if (subjects !== undefined && !subjects.includes(subject)) continue;
    const own = group.filter((shape) => shape.subjects.includes(subject));
    for (const result of await attempt(subject, own)) {
      results.push(result);
      printRow(result);
    }
  }
}

/** What breaks off is a result too: the others are measured all the same. */
async function attempt(subject: SubjectName, own: readonly Shape[]): Promise<Result[]> {
  try {
    return await measure(subject, own, { installation, lengths, flags });
  } catch (error) {
    const outcome = { ...NOTHING, faults: [error instanceof Error ? error.message : String(error)] };
    return own.map(({ name }) => ({ shape: name, subject, outcome }));
  }
}

/** What is not a shape; the big room takes minutes, so it is filled once. */
async function runExtras(repeat: number): Promise<void> {
  const measured = {
    ...(await measureStart()),
    ...measureStore(),
    ...(repeat === 1 && (await measureHistory())),
  };
  for (const [name, value] of Object.entries(measured)) console.log(`  ${name}: ${value.toFixed(1)}`);
  figures.push(measured);
}
