import { createHash } from 'node:crypto';
import type { AuditEntry } from '@parlor/contract';
import type { Actor } from '../accounts/actor.ts';
import type { AuditRow } from './audit.repository.ts';

/** What the audit is told of an action. No secret and nobody's words belong into it. */
export interface AuditInput {
  readonly at: number;
  readonly actor: { readonly id: string; readonly handle: string };
  /** A noun and what was done to it: `user.suspended`. */
  readonly action: string;
  readonly target?: { readonly id: string; readonly name?: string };
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What someone did, for the audit. */
export function doneBy(actor: Actor, at: number, done: Omit<AuditInput, 'actor' | 'at'>): AuditInput {
  return { ...done, at, actor: { id: actor.userId, handle: actor.author.handle } };
}

/** The entry that follows another one: its number, and a digest that seals both. */
export function toRow(input: AuditInput, last: Pick<AuditRow, 'seq' | 'digest'> | undefined): AuditRow {
  const entry = {
    seq: (last?.seq ?? 0) + 1,
    at: input.at,
    actor_id: input.actor.id,
    actor_handle: input.actor.handle,
    action: input.action,
    target_id: input.target?.id ?? null,
    target_name: input.target?.name ?? null,
    details: JSON.stringify(input.details ?? {}),
    previous: last?.digest ?? '',
  };
  return { ...entry, digest: digestOf(entry) };
}

/** The first entry at which the chain is broken, or undefined: entries in order, from the first on. */
export function findBreak(rows: readonly AuditRow[]): number | undefined {
  let last: AuditRow | undefined;
  for (const row of rows) {
    const isNext = row.seq === (last?.seq ?? 0) + 1 && row.previous === (last?.digest ?? '');
    if (!isNext || row.digest !== digestOf(row)) return row.seq;
    last = row;
  }
  return undefined;
}

/** An entry as admins see it. */
export function toEntry(row: AuditRow): AuditEntry {
  return {
    seq: row.seq,
    at: new Date(row.at).toISOString(),
    actor: { id: row.actor_id, handle: row.actor_handle },
    action: row.action,
    target: row.target_id === null ? null : { id: row.target_id, name: row.target_name },
    details: JSON.parse(row.details) as Record<string, unknown>,
    previous: row.previous,
    digest: row.digest,
  };
}

/** A digest over every field, in an order of its own, so that nothing can be moved from one to the next. */
function digestOf(row: Omit<AuditRow, 'digest'>): string {
  const { seq, at, actor_id, actor_handle, action, target_id, target_name, details, previous } = row;
  const fields = [seq, at, actor_id, actor_handle, action, target_id, target_name, details, previous];
  return createHash('sha256').update(JSON.stringify(fields)).digest('base64url');
}
