import type pg from 'pg';
import type { AppendJob } from '../writer/writer.ts';

/** What the appends of a batch must know of the store. They add to it as they go. */
export interface AppendFacts {
  /** The messages whose (room, author, client id) are there already. */
  readonly known: Map<string, KnownMessage>;
  /** The messages replied to that exist, by (room, seq). */
  readonly targets: Set<string>;
  /** When the authors in slow rooms last sent, by (room, user). */
  readonly lastSent: Map<string, number | null>;
}

interface KnownMessage {
  readonly seq: number;
  readonly nth: number;
  readonly version: number;
}

/** One key of several parts; no part holds a NUL. */
export function keyOf(...parts: readonly (string | number)[]): string {
  return parts.join('\0');
}

/** Reads what they must know: one statement for the client ids, and more only where there are replies or slow mode. */
export async function readFacts(client: pg.Client, jobs: readonly AppendJob[]): Promise<AppendFacts> {
  const [known, targets, lastSent] = await Promise.all([
    readKnown(client, jobs),
    readTargets(client, jobs),
    readLastSent(client, jobs),
  ]);
  return { known, targets, lastSent };
}

async function readKnown(client: pg.Client, jobs: readonly AppendJob[]): Promise<AppendFacts['known']> {
  if (jobs.length === 0) return new Map();
  const { rows } = await client.query({
    name: 'known-messages',
    text: `select room_id, author_id, client_id, seq, nth, version
           from unnest($1::text[], $2::text[], $3::text[]) as asked (room_id, author_id, client_id)
           join messages using (room_id, author_id, client_id)`,
    values: [
      jobs.map((job) => job.roomId),
      jobs.map((job) => job.author.id),
      jobs.map((job) => job.clientId),
    ],
  });
  return new Map(
    rows.map(({ room_id, author_id, client_id, seq, nth, version }) => [
      keyOf(room_id, author_id, client_id),
      { seq, nth, version },
    ]),
  );
}

async function readTargets(client: pg.Client, jobs: readonly AppendJob[]): Promise<AppendFacts['targets']> {
  const replies = jobs.filter((job) => job.replyTo !== null);
  if (replies.length === 0) return new Set();
  const { rows } = await client.query({
    name: 'reply-targets',
    text: `select room_id, seq from unnest($1::text[], $2::bigint[]) as asked (room_id, seq)
           join messages using (room_id, seq)`,
    values: [replies.map((job) => job.roomId), replies.map((job) => job.replyTo)],
  });
  return new Set(rows.map(({ room_id, seq }) => keyOf(room_id, seq)));
}

async function readLastSent(client: pg.Client, jobs: readonly AppendJob[]): Promise<AppendFacts['lastSent']> {
  const slow = jobs.filter((job) => job.slowMode > 0);
  if (slow.length === 0) return new Map();
  const { rows } = await client.query({
    name: 'last-sent',
    text: `select room_id, user_id, last_sent_at from unnest($1::text[], $2::text[]) as asked (room_id, user_id)
           join memberships using (room_id, user_id)`,
    values: [slow.map((job) => job.roomId), slow.map((job) => job.author.id)],
  });
  return new Map(rows.map(({ room_id, user_id, last_sent_at }) => [keyOf(room_id, user_id), last_sent_at]));
}
