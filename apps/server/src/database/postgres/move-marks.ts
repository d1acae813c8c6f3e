import type pg from 'pg';
import type { JobResult } from '../writer/job.ts';
import type { MarkJob, MarkResult } from '../writer/writer.ts';
import { keyOf } from './append-facts.ts';

/** A mark and its place in the batch. */
export interface Mark {
  readonly index: number;
  readonly job: MarkJob;
}

/** Moves read marks forward, all in one statement; of several of one member the furthest counts. */
export async function moveMarks(
  client: pg.Client,
  marks: readonly Mark[],
  results: JobResult[],
): Promise<void> {
  if (marks.length === 0) return;
  const furthest = new Map<string, MarkJob>();
  for (const { job } of marks) {
    const key = keyOf(job.roomId, job.userId);
    if ((furthest.get(key)?.seq ?? -1) < job.seq) furthest.set(key, job);
  }
  const moved = await move(client, [...furthest.values()]);
  for (const { index, job } of marks) results[index] = moved.get(keyOf(job.roomId, job.userId)) ?? null;
}

async function move(client: pg.Client, jobs: readonly MarkJob[]): Promise<Map<string, MarkResult>> {
  const { rows } = await client.query({
    name: 'move-marks',
    text: `update memberships as mine
           set read_seq = greatest(mine.read_seq, reached.seq), read_nth = greatest(mine.read_nth, reached.nth)
           from (
             select asked.room_id, asked.user_id, least(asked.seq, head.seq) as seq,
               coalesce((select nth from messages where messages.room_id = asked.room_id
                 and messages.seq <= asked.seq order by seq desc limit 1), 0) as nth
             from unnest($1::text[], $2::text[], $3::bigint[]) as asked (room_id, user_id, seq)
             join room_heads head using (room_id)
           ) as reached
           where mine.room_id = reached.room_id and mine.user_id = reached.user_id
           returning mine.room_id, mine.user_id, mine.read_seq, mine.read_nth`,
    values: [jobs.map((job) => job.roomId), jobs.map((job) => job.userId), jobs.map((job) => job.seq)],
  });
  return new Map(
    rows.map((row) => [keyOf(row.room_id, row.user_id), { seq: row.read_seq, nth: row.read_nth }]),
  );
}
