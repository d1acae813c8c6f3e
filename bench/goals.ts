import { SUBJECTS, type SubjectName } from './servers/subjects.ts';
import type { ShapeName } from './shapes.ts';
import type { Median, Summary } from './summary.ts';

/** Thresholds: what must be, what we aim for, what would be more than that. */
export type Levels = readonly [must: number, aim: number, stretch: number];

/** One value that a goal asks for. */
export interface Part {
  readonly says: string;
  readonly value: number | undefined;
  readonly levels: Levels;
  readonly better: 'more' | 'less';
}

/** A goal, and what was measured for it. */
export interface Goal {
  readonly number: number;
  readonly work: string;
  /** Empty when it cannot be measured yet; `missing` says why. */
  readonly parts: readonly Part[];
  readonly missing?: string;
}

const LEVELS = ['must', 'aim', 'stretch'] as const;

/** How far a goal is reached: its weakest part decides. */
export function reached({ parts }: Goal): string {
  if (parts.length === 0 || parts.some(({ value }) => value === undefined)) return 'not measured';
  const level = Math.min(...parts.map(levelOf));
  return level === 0 ? '**no**' : (LEVELS[level - 1] ?? '');
}

/** How many of its levels a part reaches. */
export function levelOf({ value = Number.NaN, levels, better }: Part): number {
  const fails = levels.findIndex((level) => !(better === 'more' ? value >= level : value <= level));
  return fails < 0 ? levels.length : fails;
}

/** What of a median is compared, and which way. */
export interface Measure {
  readonly pick: (median: Median) => number;
  readonly better: Part['better'];
}

/** The measures of the goals. */
export const MEASURES = {
  rate: { pick: ({ rate }) => rate, better: 'more' },
  bytes: { pick: ({ bytes }) => bytes, better: 'less' },
  p99: { pick: ({ p99 }) => p99, better: 'less' },
} as const satisfies Record<string, Measure>;

/** How often one of ours is what each peer is: the values of a goal that compares. */
export function compare(
  summary: Summary,
  subject: SubjectName,
  shape: ShapeName,
  measure: Measure,
  against: Partial<Record<SubjectName, Levels>>,
): Part[] {
  const own = summary.of(shape, subject);
  return Object.entries(against).map(([peer, levels]) => {
    const other = summary.of(shape, peer as SubjectName);
    const value = own && other ? measure.pick(own) / measure.pick(other) : undefined;
    return { says: `× ${SUBJECTS[peer as SubjectName].name}`, value, levels, better: measure.better };
  });
}
