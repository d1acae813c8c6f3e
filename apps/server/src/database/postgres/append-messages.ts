import type pg from 'pg';
import { countSent, type Head, slowModeWait } from '../writer/head.ts';
import type { AppendJob, AppendResult } from '../writer/writer.ts';
import { type AppendFacts, keyOf } from './append-facts.ts';

/** A message that got its numbers. */
export interface Numbered {
  readonly job: AppendJob;
  readonly seq: number;
  readonly nth: number;
}

/** Judges an append in the open batch, and gives it the next numbers; what is `appended` is yet to be inserted. */
export function judgeAppend(job: AppendJob, head: Head | undefined, facts: AppendFacts): AppendResult {
  const known = facts.known.get(keyOf(job.roomId, job.author.id, job.clientId));
  if (known) return { status: 'duplicate', ...known };
  // Without a head there is no such room: the service asks again for access, and finds that out.
  if (head === undefined || head.accessVersion > job.accessVersion) return { status: 'stale' };
  const retryAfter = waitOf(job, head, facts);
  if (retryAfter > 0) return { status: 'slow', retryAfter };
  if (job.replyTo !== null && !facts.targets.has(keyOf(job.roomId, job.replyTo))) {
    return { status: 'no_reply_target' };
  }
  return number(job, head, facts);
}

/** Gives the next numbers, and lets those that follow in this batch know of the message. */
function number(job: AppendJob, head: Head, facts: AppendFacts): AppendResult {
  const seq = ++head.seq;
  const nth = ++head.count;
  head.moved = true;
  countSent(head, job.author.id, job.at);
  facts.known.set(keyOf(job.roomId, job.author.id, job.clientId), { seq, nth, version: seq });
  facts.targets.add(keyOf(job.roomId, seq));
  return { status: 'appended', seq, nth };
}

function waitOf({ roomId, author, at, slowMode }: AppendJob, head: Head, facts: AppendFacts): number {
  if (slowMode === 0) return 0;
  const last = head.members.get(author.id)?.at ?? facts.lastSent.get(keyOf(roomId, author.id)) ?? null;
  return slowModeWait(last, at, slowMode);
}

/** Stores the messages that got their numbers. */
export async function insertMessages(client: pg.Client, messages: readonly Numbered[]): Promise<void> {
  if (messages.length === 0) return;
  await client.query({
    name: 'insert-messages',
    text: `insert into messages (room_id, seq, nth, version, kind, author_id, client_id, body, at, reply_to, mentions)
           select room_id, seq, nth, seq, kind, author_id, client_id, body, at, reply_to, mentions
           from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
             $8::bigint[], $9::bigint[], $10::text[])
             as new (room_id, seq, nth, kind, author_id, client_id, body, at, reply_to, mentions)`,
    values: [
      messages.map(({ job }) => job.roomId),
      messages.map(({ seq }) => seq),
      messages.map(({ nth }) => nth),
      messages.map(({ job }) => job.kind),
      messages.map(({ job }) => job.author.id),
      messages.map(({ job }) => job.clientId),
      messages.map(({ job }) => job.body),
      messages.map(({ job }) => job.at),
      messages.map(({ job }) => job.replyTo),
      messages.map(({ job }) => job.mentions),
    ],
  });
}
