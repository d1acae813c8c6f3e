import type { Room as RoomView } from '@parlor/contract';
import type { Room } from '@parlor/protocol';
import type { RoomRow, ShownRoom } from './rooms.repository.ts';

/** A room as everyone in it is told. */
export function toRoom(row: RoomRow): Room {
  const { id, slug, name, topic, kind, access } = row;
  return { id, slug, name, topic, kind, access, lastSeq: row.seq, count: row.count };
}

/** A room as one person is answered. Who may not go in by themselves learns what it is called, and no counts of it. */
export function toRoomView(row: ShownRoom): RoomView {
  const { role } = row;
  return {
    ...toRoom(row),
    ...(role === null && row.access !== 'open' && { lastSeq: 0, count: 0 }),
    ...(role === null && row.access === 'invite' && { topic: null }),
    members: role === null && row.access === 'invite' ? 0 : Number(row.members),
    createdAt: new Date(row.created_at).toISOString(),
    role,
    ...(role && { read: { seq: row.read_seq ?? 0, nth: row.read_nth ?? 0, mentions: 0 } }),
  };
}
