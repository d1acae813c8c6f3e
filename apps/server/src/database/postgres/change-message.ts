import type pg from 'pg';
import {
  applyChange,
  NAMED,
  type ReactionFacts,
  refuseChange,
  refuseReaction,
  type Traces,
  tracesOf,
} from '../writer/changes.ts';
import type { Head } from '../writer/head.ts';
import { SELECT_ROW } from '../writer/message-row.ts';
import type { ChangeJob, ChangeResult, MessageRow } from '../writer/writer.ts';

/** Changes one message in the open batch; its room's head is locked. */
export async function changeMessage(
  client: pg.Client,
  head: Head | undefined,
  job: ChangeJob,
): Promise<ChangeResult> {
  if (head === undefined || head.accessVersion > job.accessVersion) return { status: 'stale' };
  const row = await readRow(client, job);
  if (row === undefined) return { status: 'not_found' };
  const refused = refuseChange(row, job);
  if (refused) return refused;
  const facts = await readReactionFacts(client, row, job);
  const { action } = job;
  const unfit = action.do === 'react' && facts ? refuseReaction(row, action, facts) : null;
  if (unfit) return unfit;
  return { status: 'changed', row: await apply(client, head, row, job, facts) };
}

async function apply(
  client: pg.Client,
  head: Head,
  row: MessageRow,
  job: ChangeJob,
  facts: ReactionFacts | undefined,
): Promise<MessageRow> {
  const changed = applyChange(row, job, head.seq + 1, facts);
  const traces = tracesOf(row, job, changed.version);
  await Promise.all([writeRow(client, changed), writeReaction(client, job), leave(client, traces)]);
  head.seq = changed.version;
  head.moved = true;
  return changed;
}

async function readRow(client: pg.Client, { roomId, seq }: ChangeJob): Promise<MessageRow | undefined> {
  const { rows } = await client.query<MessageRow>({
    name: 'read-message',
    text: `${SELECT_ROW} where messages.room_id = $1 and messages.seq = $2`,
    values: [roomId, seq],
  });
  return rows[0];
}

async function leave(client: pg.Client, { former, noted }: Traces): Promise<void> {
  if (former)
    await client.query({
      name: 'keep-former-body',
      text: 'insert into former_bodies (room_id, seq, version, body, at) values ($1, $2, $3, $4, $5)',
      values: [former.room_id, former.seq, former.version, former.body, former.at],
    });
  if (noted)
    await client.query({
      name: 'note-decision',
      text: `insert into moderation_log (id, room_id, actor_id, action, target_id, seq, at)
             values ($1, $2, $3, $4, $5, $6, $7)`,
      values: [noted.id, noted.room_id, noted.actor_id, noted.action, noted.target_id, noted.seq, noted.at],
    });
}

async function readReactionFacts(
  client: pg.Client,
  row: MessageRow,
  { roomId, seq, actorId, action }: ChangeJob,
): Promise<ReactionFacts | undefined> {
  if (action.do !== 'react') return undefined;
  const values = [roomId, seq, action.emoji, actorId];
  const asked = client.query({
    name: 'reaction-given',
    text: 'select 1 from reactions where room_id = $1 and seq = $2 and emoji = $3 and user_id = $4',
    values,
  });
  const askedOthers = client.query<{ user_id: string }>({
    name: 'reaction-others',
    text: `select user_id from reactions where room_id = $1 and seq = $2 and emoji = $3 and user_id <> $4
           order by at, user_id limit ${NAMED}`,
    values,
  });
  const askedBlocks = client.query({
    name: 'reaction-blocks',
    text: `select 1 from relations where kind = 'block'
           and ((user_id = $1 and other_id = $2) or (user_id = $2 and other_id = $1))`,
    values: [actorId, row.author_id],
  });
  const [given, others, blocks] = await Promise.all([asked, askedOthers, askedBlocks]);
  return {
    given: given.rows.length > 0,
    others: others.rows.map(({ user_id }) => user_id),
    blocked: blocks.rows.length > 0,
  };
}

async function writeRow(client: pg.Client, row: MessageRow): Promise<void> {
  const { version, body, mentions, reactions, edited_at, deleted_at, deleted_by, pinned } = row;
  await client.query({
    name: 'write-message',
    text: `update messages set version = $1, body = $2, mentions = $3, reactions = $4, edited_at = $5,
           deleted_at = $6, deleted_by = $7, pinned = $8 where room_id = $9 and seq = $10`,
    values: [
      ...[version, body, mentions, reactions, edited_at, deleted_at, deleted_by, pinned],
      ...[row.room_id, row.seq],
    ],
  });
}

async function writeReaction(
  client: pg.Client,
  { roomId, seq, actorId, at, action }: ChangeJob,
): Promise<void> {
  if (action.do !== 'react') return;
  if (action.on === 1) {
    await client.query({
      name: 'give-reaction',
      text: 'insert into reactions (room_id, seq, emoji, user_id, at) values ($1, $2, $3, $4, $5)',
      values: [roomId, seq, action.emoji, actorId, at],
    });
    return;
  }
  await client.query({
    name: 'take-reaction',
    text: 'delete from reactions where room_id = $1 and seq = $2 and emoji = $3 and user_id = $4',
    values: [roomId, seq, action.emoji, actorId],
  });
}
