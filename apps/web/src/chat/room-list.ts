import type { Room } from '@parlor/contract';
import type { Event } from '@parlor/protocol';

/** Folds an event into the list of rooms. Numbers only grow: a late word changes nothing. */
export function applyRoomEvent(rooms: Room[], event: Event): void {
  if (event.type === 'room.counters' && event.room !== undefined) {
    const { lastSeq, count } = (event as Event<'room.counters'>).data;
    applySeen(rooms, { id: event.room, lastSeq, count });
  }
  if (event.type === 'read.changed') {
    const { room, seq, nth } = (event as Event<'read.changed'>).data;
    applyRead(rooms, { id: room, seq, nth });
  }
  if (event.type === 'mention.created') {
    const room = find(rooms, (event as Event<'mention.created'>).data.room);
    if (room?.read) room.read.mentions += 1;
  }
}

/** The log of a room has come so far. */
export function applySeen(rooms: Room[], seen: Pick<Room, 'id' | 'lastSeq' | 'count'>): void {
  const room = find(rooms, seen.id);
  if (room === undefined || (room.lastSeq >= seen.lastSeq && room.count >= seen.count)) return;
  room.lastSeq = Math.max(room.lastSeq, seen.lastSeq);
  room.count = Math.max(room.count, seen.count);
}

/** One has read so far, here or on another device. */
export function applyRead(rooms: Room[], mark: { id: string; seq: number; nth: number }): void {
  const room = find(rooms, mark.id);
  if (room === undefined || (room.read && room.read.seq >= mark.seq)) return;
  room.read = { seq: mark.seq, nth: mark.nth, mentions: 0 };
}

/** Messages of a room that one has not read. */
export function unreadOf(room: Pick<Room, 'count' | 'read'>): number {
  return room.read ? Math.max(0, room.count - room.read.nth) : 0;
}

function find(rooms: Room[], id: string): Room | undefined {
  return rooms.find((room) => room.id === id);
}
