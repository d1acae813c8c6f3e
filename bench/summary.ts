import type { Figures } from './extras.ts';
import type { Result } from './measure.ts';
import { TOO_BUSY } from './print.ts';
import type { SubjectName } from './servers/subjects.ts';
import type { ShapeName } from './shapes.ts';

/** Medians of a subject's good runs in a shape. */
export interface Median {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly batch: number;
  readonly bytes: number;
  readonly server: number;
  readonly generator: number;
  /** Runs that counted, and runs with faults that did not. */
  readonly runs: number;
  readonly faults: readonly string[];
  readonly isMarked: boolean;
}

/** Everything that was measured, as medians. */
export class Summary {
  readonly #results: readonly Result[];
  readonly #figures: readonly Figures[];

  constructor(results: readonly Result[], figures: readonly Figures[]) {
    this.#results = results;
    this.#figures = figures;
  }

  /** The medians of a subject in a shape; undefined when no run of it counted. */
  of(shape: ShapeName, subject: SubjectName): Median | undefined {
    const all = this.#results.filter((result) => result.shape === shape && result.subject === subject);
    const good = all.map(({ outcome }) => outcome).filter(({ faults }) => faults.length === 0);
    if (good.length === 0) return undefined;
    return {
      rate: median(good.map(({ rate }) => rate)),
      p50: median(good.map(({ p50 }) => p50)),
      p99: median(good.map(({ p99 }) => p99)),
      batch: median(good.map(({ batch }) => batch)),
      bytes: median(good.map(({ bytes = 0 }) => bytes)),
      server: median(good.map(({ server }) => server)),
      generator: median(good.map(({ generator }) => generator)),
      runs: good.length,
      faults: all.flatMap(({ outcome }) => outcome.faults),
      isMarked: good.some(({ generator }) => generator > TOO_BUSY),
    };
  }

  /** What was wrong in the runs of a subject in a shape. */
  faultsOf(shape: ShapeName, subject: SubjectName): string[] {
    const all = this.#results.filter((result) => result.shape === shape && result.subject === subject);
    return all.flatMap(({ outcome }) => outcome.faults);
  }

  /** The median of a figure; undefined when it was not measured. */
  figure(name: keyof Figures): number | undefined {
    const values = this.#figures.flatMap((figures) => figures[name] ?? []);
    return values.length === 0 ? undefined : median(values);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
