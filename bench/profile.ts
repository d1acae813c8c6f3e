/**
 * Where a program spent its time: `node bench/profile.ts folder-of-cpu-profiles [lines] [seconds]`, by self time.
 * Only the last seconds count, without the very last one: not the start, and not the end.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { functionName: string; url: string; lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const [folder = '.', lines = '30', seconds = '8'] = process.argv.slice(2);
for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))) {
  show(file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile);
}

function show(file: string, { nodes, samples, timeDeltas }: Profile): void {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const self = new Map<string, number>();
  const all = timeDeltas.reduce((sum, delta) => sum + delta, 0);
  let time = 0;
  for (const [index, sample] of samples.entries()) {
    time += timeDeltas[index] ?? 0;
    if (time < all - (Number(seconds) + 1) * 1e6 || time > all - 1e6) continue;
    const name = names.get(sample) ?? '';
    self.set(name, (self.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  }
  const idle = self.get('(idle)') ?? 0;
  const counted = [...self.values()].reduce((sum, delta) => sum + delta, 0);
  console.log(
    `\n${file}: ${(counted / 1e6).toFixed(1)} s, idle ${(idle / 1e6).toFixed(1)} s; self time, share of what was not idle`,
  );
  const sorted = [...self].filter(([name]) => name !== '(idle)').sort((one, other) => other[1] - one[1]);
  for (const [name, time] of sorted.slice(0, Number(lines))) {
    console.log(
      `${((time / (counted - idle)) * 100).toFixed(1).padStart(6)} %  ${(time / 1e3).toFixed(0).padStart(7)} ms  ${name}`,
    );
  }
}

function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const file = url.replace(/^file:\/\//, '').replace(/^.*?\/(apps|packages|node_modules)\//, '$1/');
  return `${functionName || '(anonymous)'}${file === '' ? '' : `  ${file}:${lineNumber + 1}`}`;
}
