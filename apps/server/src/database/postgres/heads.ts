import type pg from 'pg';
import type { Head } from '../writer/head.ts';
import type { Job } from '../writer/job.ts';

/** The heads that a batch touches, by room id. */
export type Heads = ReadonlyMap<string, Head>;

interface HeadRow {
  readonly room_id: string;
  readonly seq: number;
  readonly count: number;
  readonly access_version: number;
}

/**
 * Locks the heads of all rooms of a batch, in order of room id, so that no two batches wait for each other. A mark's
 * too: whoever has the head has the room's members, whose rows are then written in any order.
 */
export async function lockHeads(client: pg.Client, jobs: readonly Job[]): Promise<Heads> {
  const rooms = new Set(jobs.map(({ job }) => job.roomId));
  const { rows } = await client.query<HeadRow>({
    name: 'lock-heads',
    text: `select room_id, seq, count, access_version from room_heads where room_id = any($1::text[])
           order by room_id for update`,
    values: [[...rooms]],
  });
  return new Map(rows.map((row) => [row.room_id, toHead(row)]));
}

/** Writes what changed: one row a room, one row a member. */
export async function writeHeads(client: pg.Client, touched: Heads): Promise<void> {
  const moved = [...touched.values()].filter((head) => head.moved);
  if (moved.length === 0) return;
  const heads = client.query({
    name: 'write-heads',
    text: `update room_heads set seq = new.seq, count = new.count
           from unnest($1::text[], $2::bigint[], $3::bigint[]) as new (room_id, seq, count)
           where room_heads.room_id = new.room_id`,
    values: [
      moved.map((head) => head.roomId),
      moved.map((head) => head.seq),
      moved.map((head) => head.count),
    ],
  });
  await Promise.all([heads, writeMembers(client, moved)]);
}

async function writeMembers(client: pg.Client, heads: readonly Head[]): Promise<void> {
  const members = heads.flatMap((head) =>
    [...head.members].map(([userId, change]) => ({ roomId: head.roomId, userId, ...change })),
  );
  if (members.length === 0) return;
  await client.query({
    name: 'write-members',
    text: `update memberships set sent = memberships.sent + new.sent, last_sent_at = new.at,
             read_seq = greatest(read_seq, new.seq), read_nth = greatest(read_nth, new.nth)
           from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
             as new (room_id, user_id, sent, at, seq, nth)
           where memberships.room_id = new.room_id and memberships.user_id = new.user_id`,
    values: (['roomId', 'userId', 'sent', 'at', 'seq', 'nth'] as const).map((field) =>
      members.map((member) => member[field]),
    ),
  });
}

function toHead(row: HeadRow): Head {
  const { room_id: roomId, access_version: accessVersion, seq, count } = row;
  return { roomId, accessVersion, seq, count, moved: false, members: new Map() };
}
