import type { Sample } from './rail.repository.ts';

/** A stretch of time: when it begins, how many messages it has, and the first of them. */
export interface Bucket {
  readonly at: number;
  readonly count: number;
  readonly seq: number;
}

/**
 * Shares a room's messages out over stretches of time of one length. Between two samples they are taken to be evenly
 * spread; where every message is a sample, the counts are exact. They always add up to the number of messages.
 */
export function toBuckets(samples: readonly Sample[], buckets: number): Bucket[] {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return [];
  const begin = first.at;
  // One more millisecond, so that the newest message lies inside.
  const length = Math.max(1, (Math.max(...samples.map(({ at }) => at)) + 1 - begin) / buckets);
  const upTo = (time: number) => countBefore(samples, time);
  return Array.from({ length: buckets }, (_, index) => {
    const at = begin + index * length;
    const end = index === buckets - 1 ? last.nth : upTo(at + length);
    const count = end - (index === 0 ? 0 : upTo(at));
    return { at: Math.round(at), count, seq: (samples.find((sample) => sample.at >= at) ?? last).seq };
  });
}

/** How many messages were made before a time. */
function countBefore(samples: readonly Sample[], time: number): number {
  let before: Sample | undefined;
  for (const sample of samples) {
    if (sample.at >= time) {
      if (before === undefined) return 0;
      const share = (time - before.at) / (sample.at - before.at);
      return Math.floor(before.nth + share * (sample.nth - 1 - before.nth));
    }
    before = sample;
  }
  return before?.nth ?? 0;
}
