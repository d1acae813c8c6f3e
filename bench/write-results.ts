import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { goalsOf } from './goal-list.ts';
import { type Goal, levelOf, reached } from './goals.ts';
import { whole } from './print.ts';
import { canPin } from './servers/process.ts';
import { bunProgram, SUBJECTS, type SubjectName } from './servers/subjects.ts';
import { SHAPES, type Shape } from './shapes.ts';
import type { Summary } from './summary.ts';

const FILE = fileURLToPath(new URL('RESULTS.md', import.meta.url));

interface Run {
  readonly summary: Summary;
  readonly repeats: number;
  readonly command: string;
  readonly minutes: number;
}

/** Writes bench/RESULTS.md: what was measured, on what, by which command, and which goals hold. */
export function writeResults(run: Run): void {
  const { summary } = run;
  const lines = [
    '# How fast it is',
    '',
    'Written by `npm run bench`; do not edit. Absolute figures move with the machine: the ratios of one run are what counts.',
    '',
    ...conditions(run),
    '',
    '## Shapes',
    '',
    '120-byte bodies. Parlor stores and syncs every message before it delivers it, with accounts and every check on; the peers are bare and keep nothing.',
    '`per second` is deliveries (I1: connects; A1: acknowledgements). `a write` is messages a read of the load generator found together. `server` and `generator` are shares of their cores;',
    `a run with a generator over 0.95 is marked †: there the server may have been faster. Every connection's stream is checked: each message once, in order, the same bytes for all.`,
    '',
    ...SHAPES.flatMap((shape) => table(shape, summary)),
    '## Goals',
    '',
    '### Parlor full',
    '',
    ...goalTable(goalsOf('full', summary)),
    '',
    '### Parlor lite',
    '',
    ...goalTable(goalsOf('lite', summary)),
    '',
    ...notes(summary),
  ];
  writeFileSync(FILE, `${lines.join('\n')}\n`);
}

function conditions({ repeats, command, minutes }: Run): string[] {
  const [cpu] = cpus();
  const bun = spawnSync(bunProgram(), ['--version'], { encoding: 'utf8' }).stdout.trim();
  const pinned = canPin
    ? 'the server with all its threads on core 0, the load generator on core 1 (`taskset`)'
    : 'NOT pinned to cores (no `taskset` here): compare nothing with other runs';
  return [
    `- ${new Date().toISOString().slice(0, 10)}, \`${command}\`, ${repeats} repeats, interleaved, medians; ${minutes.toFixed(0)} minutes`,
    `- ${cpus().length} × ${cpu?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${release()}; ${pinned}`,
    `- Node ${process.versions.node}, ws ${versionOf('ws')}, Socket.IO ${versionOf('socket.io')}, Bun ${bun}`,
    '- servers: `node --enable-source-maps apps/server/dist/server.js` with `RATE_LIMITS=off`, `node apps/lite/server.js`, and the files of `bench/peers`',
  ];
}

function versionOf(name: string): string {
  const file = new URL(`node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function table({ name, says, subjects }: Shape, summary: Summary): string[] {
  const rows = subjects.map((subject) => row(name, subject, summary)).filter((text) => text !== '');
  if (rows.length === 0) return [];
  const last = name === 'I1' ? 'bytes each' : 'p50 / p99 ms';
  return [
    `**${name}** ${says}`,
    '',
    `| | per second | ${last} | a write | server | generator |`,
    '|---|--:|--:|--:|--:|--:|',
    ...rows,
    '',
  ];
}

function row(name: Shape['name'], subject: SubjectName, summary: Summary): string {
  const median = summary.of(name, subject);
  const label = SUBJECTS[subject].name;
  if (median === undefined) {
    const [fault] = summary.faultsOf(name, subject);
    return fault === undefined ? '' : `| ${label} | – | ${fault.replaceAll('|', '/')} | | | |`;
  }
  const { rate, bytes, p50, p99, batch, server, generator, isMarked, runs, faults } = median;
  const counted = faults.length > 0 ? ` (${runs} runs counted; ${faults[0]})` : '';
  const times = name === 'I1' ? whole(bytes) : `${p50.toFixed(1)} / ${p99.toFixed(1)}`;
  const shares = `${server.toFixed(2)} | ${generator.toFixed(2)}`;
  return `| ${label}${isMarked ? ' †' : ''}${counted} | ${whole(rate)} | ${times} | ${batch.toFixed(1)} | ${shares} |`;
}

function goalTable(goals: readonly Goal[]): string[] {
  const rows = goals.map((goal) => {
    const parts = goal.parts.map((part) => {
      const value = part.value === undefined ? '–' : shown(part.value);
      return `${value} ${part.says}${part.value !== undefined && levelOf(part) === 0 ? ' ✗' : ''}`;
    });
    const levels = goal.parts.map(({ levels: [must, aim] }) => `${shown(must)} / ${shown(aim)}`);
    return `| ${goal.number} | ${goal.work} | ${levels.join(', ')} | ${parts.join(', ') || goal.missing} | ${reached(goal)} |`;
  });
  return ['| # | work | must / aim | measured | reached |', '|--:|---|---|---|---|', ...rows];
}

function shown(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '–';
  if (value >= 1_000) return whole(value);
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

function notes(summary: Summary): string[] {
  const again = summary.figure('start ms');
  const messages = summary.figure('messages in the room');
  return [
    ...(again === undefined ? [] : [`An installation that is there already starts in ${whole(again)} ms.`]),
    ...(messages === undefined ? [] : [`The big room had ${whole(messages)} messages.`]),
  ];
}
