import type { FigureName } from './extras.ts';
import { compare, type Goal, type Levels, MEASURES, type Part } from './goals.ts';
import type { SubjectName } from './servers/subjects.ts';
import type { ShapeName } from './shapes.ts';
import type { Summary } from './summary.ts';

interface Comparison {
  readonly number: number;
  readonly work: string;
  readonly shape: ShapeName;
  readonly measure: keyof typeof MEASURES;
  readonly against: Partial<Record<SubjectName, Levels>>;
  /** Who is compared, when it is not the server whose goals these are. */
  readonly subject?: SubjectName;
}

// A level that a peer has no threshold for repeats the one before, or is one that everything reaches.
const BOTH: readonly Comparison[] = [
  {
    number: 1,
    work: 'S1, deliveries',
    shape: 'S1',
    measure: 'rate',
    against: { ws: [8, 10, 11], socketio: [10, 13, 15], bun: [0.75, 0.9, 1] },
  },
  {
    number: 2,
    work: 'P1, deliveries with p99 ≤ 50 ms',
    shape: 'P1',
    measure: 'rate',
    against: { ws: [60, 110, 110], bun: [2, 3.5, 6] },
  },
  {
    number: 3,
    work: 'S5, deliveries',
    shape: 'S5',
    measure: 'rate',
    against: { ws: [50, 80, 80], bun: [2, 3, 3.6] },
  },
  {
    number: 4,
    work: 'S3, deliveries',
    shape: 'S3',
    measure: 'rate',
    against: { ws: [6, 8, 10], socketio: [9, 11, 15], bun: [0.65, 0.8, 1] },
  },
  {
    number: 5,
    work: 'P3, deliveries with p99 ≤ 50 ms',
    shape: 'P3',
    measure: 'rate',
    against: { ws: [20, 32, 32], bun: [0.8, 1, 1.25] },
  },
  {
    number: 8,
    work: 'I1, bytes a connection',
    shape: 'I1',
    measure: 'bytes',
    against: { ws: [1, 0.8, 0.68], socketio: [0.4, 0.3, 0.3] },
  },
];

const FULL: readonly Comparison[] = [
  {
    number: 6,
    work: 'S4, durable',
    shape: 'S4',
    measure: 'rate',
    against: { ws: [0.6, 0.9, 1.3], socketio: [1, 1.5, 2.2] },
  },
  {
    number: 9,
    work: 'I1, connects a second with sign-in and entering',
    shape: 'I1',
    measure: 'rate',
    against: { ws: [0.7, 1, 1.2], socketio: [2, 2.5, 3] },
  },
  {
    number: 10,
    work: 'L1, p99',
    shape: 'L1',
    measure: 'p99',
    against: { ws: [1, 0.9, 0.9], bun: [Infinity, Infinity, 1.2] },
  },
  {
    number: 13,
    work: 'Socket.IO clients on our server, S1',
    shape: 'S1',
    measure: 'rate',
    against: { socketio: [2, 4, 8] },
    subject: 'fullio',
  },
];

/** The goals for one of our servers, in their order. */
export function goalsOf(subject: 'full' | 'lite', summary: Summary): Goal[] {
  const comparisons = subject === 'full' ? [...BOTH, ...FULL] : BOTH;
  const goals = comparisons.map((one): Goal => {
    const who = one.subject ?? subject;
    return { ...one, parts: compare(summary, who, one.shape, MEASURES[one.measure], one.against) };
  });
  const { rate, p99 } = summary.of('A1', subject) ?? {};
  const stored: Goal = { number: 11, work: 'A1, acknowledged = synced, by sockets', parts: store(rate, p99) };
  const others = subject === 'full' ? fullOnly(summary) : [];
  return [...goals, stored, ...others].toSorted((one, other) => one.number - other.number);
}

function store(rate: number | undefined, p99: number | undefined): Part[] {
  return [
    { says: 'a second', value: rate, levels: [30_000, 60_000, 150_000], better: 'more' },
    { says: 'ms p99', value: p99, levels: [25, 15, 10], better: 'less' },
  ];
}

function fullOnly(summary: Summary): Goal[] {
  const less = (says: string, name: FigureName, levels: Levels): Part => {
    return { says, value: summary.figure(name), levels, better: 'less' };
  };
  const alone = store(summary.figure('store acknowledged/s'), summary.figure('store p99 ms'));
  const lost: Part = { says: '% lost', value: lostBySyncing(summary), levels: [15, 5, 2], better: 'less' };
  return [
    { number: 7, work: 'S1 against ejabberd, ngircd', parts: [], missing: 'neither comes with npm' },
    { number: 11, work: 'the same, the store by itself', parts: alone },
    { number: 12, work: 'S1 lost by syncing: D1 is S1 without', parts: [lost] },
    {
      number: 14,
      work: 'idle memory; start of a new installation until it listens',
      parts: [
        less('MB', 'idle memory MB', [180, 150, 110]),
        less('ms', 'first start ms', [2_000, 1_200, 700]),
      ],
    },
    {
      number: 15,
      work: 'first page of the big room, search in it (not built yet)',
      parts: [
        less('ms p99', 'first page p99 ms', [10, 5, 2]),
        { says: 'ms search', value: undefined, levels: [100, 50, 20], better: 'less' },
      ],
    },
    {
      number: 16,
      work: 'catching up 500 messages, as the client sees it',
      parts: [less('ms p99', 'catching up 500 p99 ms', [50, 20, 10])],
    },
  ];
}

function lostBySyncing(summary: Summary): number | undefined {
  const [onDisk, inMemory] = [summary.of('S1', 'full'), summary.of('D1', 'full')];
  return onDisk && inMemory ? Math.max(0, (1 - onDisk.rate / inMemory.rate) * 100) : undefined;
}
