import type { Size } from './load/population.ts';
import type { SubjectName } from './servers/subjects.ts';

/** One measurement by name; see SHAPES for what each is. */
export type ShapeName = 'S1' | 'L1' | 'P1' | 'S3' | 'P3' | 'S4' | 'S5' | 'I1' | 'A1' | 'D1';

/** What a shape is and who is measured in it. */
export interface Shape {
  readonly name: ShapeName;
  readonly says: string;
  readonly size: Size;
  readonly subjects: readonly SubjectName[];
}

const ALL = ['full', 'lite', 'ws', 'socketio', 'bun'] as const;
const size = (rooms: number, members: number, senders: number): Size => ({ rooms, members, senders });

/** Every shape, in the order in which they are run. */
export const SHAPES: readonly Shape[] = [
  {
    name: 'S1',
    says: 'closed loop, 1 room × 1,000, 10 senders, window 1',
    size: size(1, 1_000, 10),
    subjects: [...ALL, 'fullio'],
  },
  { name: 'L1', says: '60 messages a second, 1 room × 1,000', size: size(1, 1_000, 10), subjects: ALL },
  {
    name: 'P1',
    says: 'open loop, 1 room × 1,000: highest rate with p99 ≤ 50 ms',
    size: size(1, 1_000, 10),
    subjects: ALL,
  },
  {
    name: 'S3',
    says: 'closed loop, 100 rooms × 50, 5 senders each, window 2',
    size: size(100, 50, 5),
    subjects: ALL,
  },
  {
    name: 'P3',
    says: 'open loop, 40 rooms × 50: highest rate with p99 ≤ 50 ms',
    size: size(40, 50, 5),
    subjects: ALL,
  },
  {
    name: 'S4',
    says: 'closed loop, 1,000 rooms × 2, both send, window 1',
    size: size(1_000, 2, 2),
    subjects: ALL,
  },
  { name: 'S5', says: 'closed loop, 1 room × 32, all send, window 50', size: size(1, 32, 32), subjects: ALL },
  {
    name: 'I1',
    says: '19,500 idle connections in 100 rooms: bytes each, and connects a second',
    size: size(100, 195, 0),
    subjects: ALL,
  },
  {
    name: 'A1',
    says: 'acknowledged = synced: 20 rooms × 1, window 50, by acknowledgements',
    size: size(20, 1, 1),
    subjects: ['full', 'lite'],
  },
  {
    name: 'D1',
    says: 'S1 with the data directory in memory: syncing costs nothing',
    size: size(1, 1_000, 10),
    subjects: ['full', 'lite'],
  },
];
