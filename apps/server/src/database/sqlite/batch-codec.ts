import type { BatchOutcome, Job, JobResult } from '../writer/job.ts';
import type { AppendResult, ChangeJob, ChangeResult, MessageRow } from '../writer/writer.ts';

/**
 * A batch as it crosses the port: one flat array, a job after the other, its kind first.
 * Cloning one array of strings and numbers costs a fraction of cloning an object a job.
 */
export const KIND = { append: 0, change: 1, mark: 2 } as const;

/** How many entries of the array a job of each kind takes, its kind included. */
export const WIDTH = { append: 11, change: 8, mark: 4 } as const;

/** Numbers a job's result takes: its status, two values, the room's access version (a duplicate: its version). */
export const RESULT_WIDTH = 4;

/** Every status a job can end with; a result names it by its place here. */
export const STATUSES = [
  'appended',
  'duplicate',
  'stale',
  'slow',
  'no_reply_target',
  'changed',
  'unchanged',
  'not_found',
  'not_yours',
  'gone',
  'not_deleted',
  'too_late',
  'too_many_kinds',
  'blocked',
  'marked',
  'no_member',
  'failed',
] as const;

export type Status = (typeof STATUSES)[number];

/** A status's place in `STATUSES`. */
export const CODE = Object.fromEntries(STATUSES.map((status, index) => [status, index])) as Record<
  Status,
  number
>;

/** What the worker gives back: four numbers a job, and the rows and errors that they point to. */
export interface BatchReply {
  readonly numbers: Float64Array;
  readonly rows: readonly MessageRow[];
  readonly errors: readonly string[];
}

/** Lays a batch out for the port. */
export function encodeJobs(jobs: readonly Job[]): unknown[] {
  const flat: unknown[] = [];
  for (const { kind, job } of jobs) {
    if (kind === 'append') {
      flat.push(KIND.append, job.roomId, job.author.id, job.clientId, job.kind, job.body, job.replyTo);
      flat.push(job.mentions, job.at, job.accessVersion, job.slowMode);
    } else if (kind === 'change') {
      flat.push(KIND.change, job.roomId, job.seq, job.actorId, job.moderates, job.at, job.accessVersion);
      flat.push(job.action);
    } else {
      flat.push(KIND.mark, job.roomId, job.userId, job.seq);
    }
  }
  return flat;
}

/** Reads the change at `index` of a batch. */
export function decodeChange(flat: readonly unknown[], index: number): ChangeJob {
  return {
    roomId: flat[index + 1] as string,
    seq: flat[index + 2] as number,
    actorId: flat[index + 3] as string,
    moderates: flat[index + 4] as 0 | 1,
    at: flat[index + 5] as number,
    accessVersion: flat[index + 6] as number,
    action: flat[index + 7] as ChangeJob['action'],
  };
}

/** Reads what became of a batch. */
export function decodeReply(reply: BatchReply): BatchOutcome {
  const count = reply.numbers.length / RESULT_WIDTH;
  const results = new Array<JobResult | Error>(count);
  const accessVersions = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    results[index] = decodeResult(reply, index * RESULT_WIDTH);
    accessVersions[index] = reply.numbers[index * RESULT_WIDTH + 3] as number;
  }
  return { results, accessVersions };
}

function decodeResult({ numbers, rows, errors }: BatchReply, place: number): JobResult | Error {
  const status = STATUSES[numbers[place] as number] as Status;
  const first = numbers[place + 1] as number;
  const second = numbers[place + 2] as number;
  switch (status) {
    case 'appended':
      return { status, seq: first, nth: second };
    case 'duplicate':
      return { status, seq: first, nth: second, version: numbers[place + 3] as number };
    case 'slow':
      return { status, retryAfter: first };
    case 'changed':
      return { status, row: rows[second] as MessageRow };
    case 'unchanged':
      return { status, version: first };
    case 'marked':
      return { seq: first, nth: second };
    case 'no_member':
      return null;
    case 'failed':
      return new Error(errors[first]);
    default:
      return { status } as AppendResult | ChangeResult;
  }
}
