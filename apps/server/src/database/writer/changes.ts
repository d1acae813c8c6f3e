import type { Insertable } from 'kysely';
import type { FormerBodiesTable, ModerationLogTable } from '../schema.ts';
import type { ChangeAction, ChangeJob, ChangeResult, MessageRow } from './writer.ts';

/** One entry of a message's summary of reactions: how many chose the emoji, and the first five of them. */
export interface ReactionSummary {
  readonly emoji: string;
  readonly count: number;
  readonly users: readonly string[];
}

/** What the rules need to know of the table of reactions; only asked when the change is a reaction. */
export interface ReactionFacts {
  /** Whether the actor has given this emoji to this message. */
  readonly given: boolean;
  /** The first five others who gave it, in order. */
  readonly others: readonly string[];
  /** Whether the actor and the author of the message block each other. */
  readonly blocked: boolean;
}

/** What a change leaves behind besides the message itself, in the same transaction. */
export interface Traces {
  readonly former?: Insertable<FormerBodiesTable>;
  readonly noted?: Insertable<ModerationLogTable>;
}

/** Why a change is refused, or that there is nothing to do. */
export type Refusal = Exclude<ChangeResult, { status: 'changed' }>;

/** How many people an emoji's summary names. */
export const NAMED = 5;

/** Judges a change by the message as it stands; null when it may be done. */
export function refuseChange(row: MessageRow, job: ChangeJob): Refusal | null {
  const { action } = job;
  if (action.do === 'restore') return refuseRestore(row, job, action.withinMs);
  if (row.deleted_at !== null) return { status: 'gone' };
  if (action.do === 'pin') return refusePin(row, job, action.on);
  if (action.do === 'edit' && row.author_id !== job.actorId) return { status: 'not_yours' };
  if (action.do === 'delete' && row.author_id !== job.actorId && job.moderates === 0) {
    return { status: 'not_yours' };
  }
  return null;
}

/** Judges a reaction by the reactions that are there; null when it may be done. */
export function refuseReaction(
  row: MessageRow,
  action: ChangeAction & { do: 'react' },
  { given, blocked }: ReactionFacts,
): Refusal | null {
  if (given === (action.on === 1)) return { status: 'unchanged', version: row.version };
  if (action.on === 0) return null;
  if (blocked) return { status: 'blocked' };
  const kinds = readReactions(row);
  const known = kinds.some(({ emoji }) => emoji === action.emoji);
  return known || kinds.length < action.maxKinds ? null : { status: 'too_many_kinds' };
}

/** The message after a change that was not refused, at its new version. */
export function applyChange(
  row: MessageRow,
  job: ChangeJob,
  version: number,
  facts?: ReactionFacts,
): MessageRow {
  const { action, at, actorId } = job;
  switch (action.do) {
    case 'edit':
      return { ...row, version, body: action.body, mentions: action.mentions, edited_at: at };
    case 'delete':
      return { ...row, version, deleted_at: at, deleted_by: actorId };
    case 'pin':
      return { ...row, version, pinned: action.on };
    case 'restore':
      return { ...row, version, deleted_at: null, deleted_by: null };
    case 'react':
      return { ...row, version, reactions: JSON.stringify(react(row, action, actorId, facts?.others ?? [])) };
  }
}

/** What a change that is done at `version` leaves behind: former words, and the note of what was decided. */
export function tracesOf(row: MessageRow, job: ChangeJob, version: number): Traces {
  const { action, at } = job;
  const { room_id, seq } = row;
  switch (action.do) {
    case 'edit':
      return { former: { room_id, seq, version, body: row.body, at: row.edited_at ?? row.at } };
    case 'delete':
      if (action.logId === undefined || row.author_id === job.actorId) return {};
      return { noted: note(row, job, { id: action.logId, action: 'remove', at }) };
    case 'pin':
      return { noted: note(row, job, { id: action.logId, action: action.on === 1 ? 'pin' : 'unpin', at }) };
    default:
      return {};
  }
}

/** The summary of reactions that a message carries. */
export function readReactions(row: MessageRow): readonly ReactionSummary[] {
  return JSON.parse(row.reactions) as ReactionSummary[];
}

function refusePin(row: MessageRow, { moderates }: ChangeJob, on: 0 | 1): Refusal | null {
  if (moderates === 0) return { status: 'not_yours' };
  return row.pinned === on ? { status: 'unchanged', version: row.version } : null;
}

function note(
  { room_id, seq, author_id }: MessageRow,
  { actorId }: ChangeJob,
  noted: { id: string; action: string; at: number },
): Insertable<ModerationLogTable> {
  return { ...noted, room_id, actor_id: actorId, target_id: author_id, seq, reason: null, detail: null };
}

function refuseRestore(row: MessageRow, job: ChangeJob, withinMs: number): Refusal | null {
  if (row.deleted_at === null) return { status: 'not_deleted' };
  if (row.deleted_by !== job.actorId) return { status: 'not_yours' };
  return job.at - row.deleted_at > withinMs ? { status: 'too_late' } : null;
}

/** Emojis stay in the order of their first use; one that nobody gives any more goes. */
function react(
  row: MessageRow,
  { emoji, on }: ChangeAction & { do: 'react' },
  actorId: string,
  others: readonly string[],
): readonly ReactionSummary[] {
  const kinds = readReactions(row);
  const before = kinds.find((kind) => kind.emoji === emoji);
  const count = (before?.count ?? 0) + (on === 1 ? 1 : -1);
  const users = (on === 1 ? [...others, actorId] : others).slice(0, NAMED);
  if (before === undefined) return [...kinds, { emoji, count, users }];
  if (count <= 0) return kinds.filter((kind) => kind !== before);
  return kinds.map((kind) => (kind === before ? { emoji, count, users } : kind));
}
