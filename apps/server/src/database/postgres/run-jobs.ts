import type pg from 'pg';
import type { BatchOutcome, Job, JobResult } from '../writer/job-queue.ts';
import { type Append, appendRun } from './append-run.ts';
import { changeMessage } from './change-message.ts';
import { type Heads, lockHeads, writeHeads } from './heads.ts';
import { ALONE } from './locks.ts';
import { type Mark, moveMarks } from './move-marks.ts';

/** Carries out many jobs in one transaction, in few statements. */
export async function runJobs(client: pg.Client, jobs: readonly Job[]): Promise<BatchOutcome> {
  await client.query(`begin; select pg_advisory_xact_lock_shared(${ALONE})`);
  const heads = await lockHeads(client, jobs);
  const results = new Array<JobResult>(jobs.length);
  await writeLog(client, heads, jobs, results);
  await writeHeads(client, heads);
  // After the members' own messages have moved their marks: a mark only grows, so the order among them is free.
  await moveMarks(client, marksOf(jobs), results);
  await client.query('commit');
  const accessVersions = jobs.map(({ job }) => heads.get(job.roomId)?.accessVersion ?? 0);
  return { results, accessVersions };
}

/** Appends that follow each other share their statements; a change waits for those before it. */
async function writeLog(
  client: pg.Client,
  heads: Heads,
  jobs: readonly Job[],
  results: JobResult[],
): Promise<void> {
  let run: Append[] = [];
  for (const [index, { kind, job }] of jobs.entries()) {
    if (kind === 'append') run.push({ index, job });
    if (kind !== 'change') continue;
    await appendRun(client, heads, run, results);
    run = [];
    results[index] = await changeMessage(client, heads.get(job.roomId), job);
  }
  await appendRun(client, heads, run, results);
}

function marksOf(jobs: readonly Job[]): Mark[] {
  return jobs.flatMap(({ kind, job }, index) => (kind === 'mark' ? [{ index, job }] : []));
}
