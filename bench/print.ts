import type { Result } from './measure.ts';
import { SUBJECTS } from './servers/subjects.ts';
import { SHAPES } from './shapes.ts';
import type { Summary } from './summary.ts';

/** A load generator busier than this may have been what was measured. */
export const TOO_BUSY = 0.95;

/** When neither side is this busy, something else had the processors. */
const TOO_IDLE = 0.8;
const SATURATING: readonly string[] = ['S1', 'S3', 'S4', 'S5'];

const COLUMNS = [
  ['shape', 6],
  ['subject', -30],
  ['per second', 12],
  ['p50 ms', 9],
  ['p99 ms', 9],
  ['a write', 9],
  ['a cpu s', 12],
  ['server', 8],
  ['generator', 10],
] as const;

/** Prints the table's head. */
export function printTitle(): void {
  console.log(row(COLUMNS.map(([name]) => name)));
}

/** Prints one result. */
export function printRow({ shape, subject, outcome }: Result): void {
  const { rate, p50, p99, batch, server, generator, bytes, faults } = outcome;
  const cells = [
    shape,
    SUBJECTS[subject].name,
    whole(rate),
    p50.toFixed(1),
    p99.toFixed(1),
    batch.toFixed(1),
  ];
  // What one second of the server's processor did: on a busy machine that says more than the rate.
  const perProcessor = whole(server > 0 ? rate / server : 0);
  const shares = [share(server), share(generator)];
  const remarks = [
    ...(bytes === undefined ? [] : [`${whole(bytes)} bytes each`]),
    ...(generator > TOO_BUSY ? ['the generator was too busy'] : []),
    ...(SATURATING.includes(shape) && Math.max(server, generator) < TOO_IDLE
      ? ['was the machine quiet?']
      : []),
    ...faults.map((fault) => `FAULT: ${fault}`),
  ];
  console.log(`${row([...cells, perProcessor, ...shares])}  ${remarks.join('; ')}`.trimEnd());
}

/** Prints how many times faster our servers were than each peer. */
export function printRatios(summary: Summary): void {
  for (const { name } of SHAPES) {
    for (const subject of ['full', 'lite', 'fullio'] as const) {
      const own = summary.of(name, subject);
      const ratios = (['ws', 'socketio', 'bun'] as const).flatMap((peer) => {
        const other = summary.of(name, peer);
        return own && other ? [`${(own.rate / other.rate).toFixed(2)} × ${SUBJECTS[peer].name}`] : [];
      });
      if (ratios.length > 0)
        console.log(`${name.padStart(6)}  ${SUBJECTS[subject].name}: ${ratios.join(', ')}`);
    }
  }
}

/** A number without a fraction, in groups of three. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function share(value: number): string {
  return value.toFixed(2);
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => {
      const width = COLUMNS[index]?.[1] ?? 0;
      return width < 0 ? `  ${cell.padEnd(-width)}` : cell.padStart(width);
    })
    .join('');
}
