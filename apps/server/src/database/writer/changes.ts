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
  { given }: ReactionFacts,
): Refusal | null {
  if (given === (action.on === 1)) return { status: 'unchanged', version: row.version };
  if (action.on === 0) return null;
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
    case 'restore':
      return { ...row, version, deleted_at: null, deleted_by: null };
    case 'react':
      return { ...row, version, reactions: JSON.stringify(react(row, action, actorId, facts?.others ?? [])) };
  }
}

/** The summary of reactions that a message carries. */
export function readReactions(row: MessageRow): readonly ReactionSummary[] {
  return JSON.parse(row.reactions) as ReactionSummary[];
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
