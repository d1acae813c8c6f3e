import type pg from 'pg';
import type { BatchOutcome, Job, JobResult } from '../writer/job.ts';
import type { MessageRow } from '../writer/writer.ts';
import { type AppendFacts, keyOf, readFacts } from './append-facts.ts';
import { insertMessages, judgeAppend, type Numbered } from './append-messages.ts';
import { changeMessage } from './change-message.ts';
import { type Heads, lockHeads, writeHeads } from './heads.ts';
import { ALONE } from './locks.ts';
import { type Mark, moveMarks } from './move-marks.ts';

/**
 * Carries out many jobs in one transaction, in few statements. What goes into one `Promise.all` travels together; the
 * server still carries it out one after the other, and refuses all that follows a failure, the commit included.
 */
export async function runJobs(client: pg.Client, jobs: readonly Job[]): Promise<BatchOutcome> {
  const [, heads, facts] = await Promise.all([
    client.query(`begin; select pg_advisory_xact_lock_shared(${ALONE})`),
    lockHeads(client, jobs),
    readFacts(client, appendsOf(jobs)),
  ]);
  const results = new Array<JobResult>(jobs.length);
  const numbered = await carryOut(client, jobs, { heads, facts, results });
  await Promise.all([
    insertMessages(client, numbered),
    writeHeads(client, heads),
    // After the members' own messages have moved their marks: a mark only grows, so the order among them is free.
    moveMarks(client, marksOf(jobs), results),
    client.query('commit'),
  ]);
  const accessVersions = jobs.map(({ job }) => heads.get(job.roomId)?.accessVersion ?? 0);
  return { results, accessVersions };
}

interface Batch {
  readonly heads: Heads;
  readonly facts: AppendFacts;
  readonly results: JobResult[];
}

/** Gives the messages that are numbered but not yet inserted; a change waits for those before it. */
async function carryOut(
  client: pg.Client,
  jobs: readonly Job[],
  { heads, facts, results }: Batch,
): Promise<Numbered[]> {
  let numbered: Numbered[] = [];
  for (const [index, { kind, job }] of jobs.entries()) {
    const head = heads.get(job.roomId);
    if (kind === 'append') {
      const result = judgeAppend(job, head, facts);
      results[index] = result;
      if (result.status === 'appended') numbered.push({ job, seq: result.seq, nth: result.nth });
    } else if (kind === 'change') {
      await insertMessages(client, numbered);
      numbered = [];
      const result = await changeMessage(client, head, job);
      if (result.status === 'changed') noteChange(facts, result.row);
      results[index] = result;
    }
  }
  return numbered;
}

/** A repeated append later in the batch is told the newest version. */
function noteChange({ known }: AppendFacts, row: MessageRow): void {
  const key = keyOf(row.room_id, row.author_id, row.client_id ?? '');
  const message = known.get(key);
  if (message) known.set(key, { ...message, version: row.version });
}

function appendsOf(jobs: readonly Job[]) {
  return jobs.flatMap(({ kind, job }) => (kind === 'append' ? [job] : []));
}

function marksOf(jobs: readonly Job[]): Mark[] {
  return jobs.flatMap(({ kind, job }, index) => (kind === 'mark' ? [{ index, job }] : []));
}
