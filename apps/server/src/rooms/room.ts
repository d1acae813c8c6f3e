import type { Room as RoomView } from '@parlor/contract';
import type { Room } from '@parlor/protocol';
import type { RoomRow, RoomWithMembership } from './rooms.repository.ts';

/** A room as everyone in it is told. */
export function toRoom(row: RoomRow): Room {
  const { id, slug, name, topic, kind, access } = row;
  return { id, slug, name, topic, kind, access, lastSeq: row.seq, count: row.count };
}

/** A room as one person is answered. */
export function toRoomView(row: RoomWithMembership): RoomView {
  return {
    ...toRoom(row),
    members: Number(row.members),
    createdAt: new Date(row.created_at).toISOString(),
    role: row.role,
    ...(row.role && { read: { seq: row.read_seq ?? 0, nth: row.read_nth ?? 0, mentions: 0 } }),
  };
}
