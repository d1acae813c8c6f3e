import type { Room as RoomView } from '@parlor/contract';
import type { Room } from '@parlor/protocol';
import { isBarred } from './abilities.ts';
import type { RoomRow, ShownRoom } from './rooms.repository.ts';

/** A room as everyone in it is told. */
export function toRoom(row: RoomRow): Room {
  const { id, slug, name, topic, kind, access } = row;
  const { locked, slow_mode: slowMode, archived_at: archivedAt } = row;
  return {
    ...{ id, slug, name, topic, kind, access, lastSeq: row.seq, count: row.count },
    ...{ locked: locked === 1, slowMode, archivedAt: toTime(archivedAt) },
  };
}

/** A room as one person is answered. Who may not go in by themselves learns what it is called, and no counts of it. */
export function toRoomView(row: ShownRoom): RoomView {
  const { role, access } = row;
  const isShut = role === null && (access !== 'open' || isBarred(row));
  const isNameOnly = role === null && access === 'invite';
  return {
    ...toRoom(row),
    ...(isShut && { lastSeq: 0, count: 0 }),
    ...(isNameOnly && { topic: null }),
    locked: row.locked === 1,
    slowMode: row.slow_mode,
    archivedAt: toTime(row.archived_at),
    members: isNameOnly || (isShut && isBarred(row)) ? 0 : Number(row.members),
    createdAt: new Date(row.created_at).toISOString(),
    lastMessageAt: isShut ? null : toTime(row.last_at),
    mutedUntil: role === null ? null : toTime(row.muted_until),
    role,
    ...(role && row.kind !== 'room' && { people: toPeople(row.people) }),
    ...(role && { read: { seq: row.read_seq ?? 0, nth: row.read_nth ?? 0, mentions: 0 } }),
  };
}

/** Times that never come: a mute until it is lifted. */
const LAST_TIME = Date.UTC(9999, 11, 31);

/** A time as it travels. */
export function toTime(milliseconds: number): string;
export function toTime(milliseconds: number | null): string | null;
export function toTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(Math.min(milliseconds, LAST_TIME)).toISOString();
}

/** People as the query gives them: one a line, the parts of each between tabs. */
function toPeople(lines: string | null): NonNullable<RoomView['people']> {
  const people = (lines ?? '').split('\n').filter((line) => line !== '');
  return people.map((line) => {
    const [id = '', handle = '', hue = '0', name = ''] = line.split('\t');
    return { id, handle, name, hue: Number(hue) };
  });
}
