import type {
  AppendJob,
  AppendResult,
  ChangeJob,
  ChangeResult,
  Commit,
  MarkJob,
  MarkResult,
} from './writer.ts';

/** A job as a batch carries it out. */
export type Job =
  | { readonly kind: 'append'; readonly job: AppendJob }
  | { readonly kind: 'change'; readonly job: ChangeJob }
  | { readonly kind: 'mark'; readonly job: MarkJob };

export type JobResult = AppendResult | ChangeResult | MarkResult;

/** What became of a batch's jobs, in their order; an Error fails its own job only. */
export interface BatchOutcome {
  readonly results: readonly (JobResult | Error)[];
  /** The access version of the room of each committed change. */
  readonly accessVersions: ArrayLike<number>;
}

/** What is published of a job: only what took a number. */
export function toCommit({ kind, job }: Job, result: JobResult, accessVersion: number): Commit | undefined {
  if (result === null || !('status' in result)) return undefined;
  if (kind === 'append' && result.status === 'appended') {
    return { kind: 'append', roomId: job.roomId, seq: result.seq, accessVersion, job, result };
  }
  if (kind === 'change' && result.status === 'changed') {
    return { kind: 'change', roomId: job.roomId, seq: result.row.version, accessVersion, job, result };
  }
  return undefined;
}
