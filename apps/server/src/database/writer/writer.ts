import type { Selectable } from 'kysely';
import type { MessagesTable } from '../schema.ts';

/** The author of a message as it travels with it. */
export interface AuthorRow {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly hue: number;
  readonly bot: boolean;
}

/** A message to append to a room's log. */
export interface AppendJob {
  readonly roomId: string;
  readonly author: AuthorRow;
  readonly clientId: string;
  readonly kind: 'text' | 'notice';
  readonly body: string;
  readonly replyTo: number | null;
  /** JSON, see `MessagesTable.mentions`. */
  readonly mentions: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The room's access version under which the sender's right was judged; a newer one refuses the job as `stale`. */
  readonly accessVersion: number;
  /** Seconds that must lie between two messages of the author here; 0 is off. */
  readonly slowMode: number;
  /** Ids of those mentioned who hear of it by no notice: the author and they block each other. Not stored. */
  readonly unnoticed?: readonly string[];
}

/** What became of an append. A known (room, author, clientId) takes no number and is judged before anything else. */
export type AppendResult =
  | { readonly status: 'appended'; readonly seq: number; readonly nth: number }
  | { readonly status: 'duplicate'; readonly seq: number; readonly nth: number; readonly version: number }
  | { readonly status: 'stale' }
  | { readonly status: 'slow'; readonly retryAfter: number }
  | { readonly status: 'no_reply_target' };

/** What to do to a message that is there. */
export type ChangeAction =
  | { readonly do: 'edit'; readonly body: string; readonly mentions: string }
  /** `logId` is the id of the entry in the moderation log, when the message turns out to be another person's. */
  | { readonly do: 'delete'; readonly logId?: string }
  | { readonly do: 'restore'; readonly withinMs: number }
  | { readonly do: 'react'; readonly emoji: string; readonly on: 0 | 1; readonly maxKinds: number }
  | { readonly do: 'pin'; readonly on: 0 | 1; readonly logId: string };

/** A change of one message: the rules that need the row itself are judged in the transaction. */
export interface ChangeJob {
  readonly roomId: string;
  readonly seq: number;
  readonly actorId: string;
  /** 1 when the actor may remove other people's messages here; edits are the author's alone, always. */
  readonly moderates: 0 | 1;
  readonly at: number;
  readonly accessVersion: number;
  readonly action: ChangeAction;
}

/** What became of a change. `unchanged`: nothing to do (a reaction given twice); it takes no number. */
export type ChangeResult =
  | { readonly status: 'changed'; readonly row: MessageRow }
  | { readonly status: 'unchanged'; readonly version: number }
  | { readonly status: 'stale' }
  | { readonly status: 'not_found' }
  | { readonly status: 'not_yours' }
  | { readonly status: 'gone' }
  | { readonly status: 'not_deleted' }
  | { readonly status: 'too_late' }
  | { readonly status: 'too_many_kinds' }
  /** The actor and the author block each other. */
  | { readonly status: 'blocked' };

/** Moves a member's read mark forward; a smaller `seq` changes nothing. */
export interface MarkJob {
  readonly roomId: string;
  readonly userId: string;
  readonly seq: number;
}

/** The mark as it stands afterwards. Null when its user is no member. */
export type MarkResult = { readonly seq: number; readonly nth: number } | null;

/** A message with its author, as repositories read it and as a change gives it back. */
export type MessageRow = Selectable<MessagesTable> & {
  readonly author_handle: string;
  readonly author_name: string;
  readonly author_hue: number;
  readonly author_bot: 0 | 1;
};

/** One committed and synced change of a room's log. */
export type Commit =
  | CommitOf<'append', AppendJob, AppendResult & { status: 'appended' }>
  | CommitOf<'change', ChangeJob, ChangeResult & { status: 'changed' }>;

interface CommitOf<Kind extends string, Job, Result> {
  readonly kind: Kind;
  readonly roomId: string;
  /** The number that the change took. */
  readonly seq: number;
  /** The room's access version in that transaction. */
  readonly accessVersion: number;
  readonly job: Job;
  readonly result: Result;
}

/**
 * The only way to write messages, heads and marks: many jobs share one synced transaction.
 *
 * Promises:
 * - Jobs of one room are carried out in the order they were given.
 * - A result of `appended` or `changed` comes after the commit has been synced to disk.
 * - `onCommit` hears every committed change, in `seq` order within a room, before its job's promise resolves.
 * - A job that fails never fails its neighbours; a failed batch rejects its jobs with Problem-free errors
 *   (`WriterUnavailable`), after which each of them is stored once or not at all.
 */
export interface Writer {
  append(job: AppendJob): Promise<AppendResult>;
  change(job: ChangeJob): Promise<ChangeResult>;
  mark(job: MarkJob): Promise<MarkResult>;
  /** Registers the one listener that publishes. */
  onCommit(listener: (commit: Commit) => void): void;
}

/** The store could not take the batch (disk full, connection lost): nothing of it was acknowledged. */
export class WriterUnavailable extends Error {
  override readonly name = 'WriterUnavailable';
}
