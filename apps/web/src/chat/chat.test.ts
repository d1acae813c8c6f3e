import type { Room } from '@parlor/contract';
import { describe, expect, it } from 'vitest';
import { slugOf } from '../rooms/slug.ts';
import { newClientId } from './client-id.ts';
import { applyRead, applyRoomEvent, applySeen, unreadOf } from './room-list.ts';

const room = (change: Partial<Room> = {}): Room =>
  ({ id: 'r', lastSeq: 10, count: 8, read: { seq: 6, nth: 5, mentions: 1 }, ...change }) as Room;

describe('the list of rooms', () => {
  it('counts what is unread by one subtraction, and nothing where one is no member', () => {
    expect(unreadOf(room())).toBe(3);
    expect(unreadOf(room({ read: undefined }))).toBe(0);
  });

  it('grows with the counters, and goes back for no late one', () => {
    const rooms = [room()];
    applyRoomEvent(rooms, { type: 'room.counters', room: 'r', data: { lastSeq: 12, count: 9 } });
    applyRoomEvent(rooms, { type: 'room.counters', room: 'r', data: { lastSeq: 11, count: 8 } });
    applySeen(rooms, { id: 'elsewhere', lastSeq: 99, count: 99 });
    expect(rooms).toMatchObject([{ lastSeq: 12, count: 9 }]);
  });

  it('is read as far as the furthest of all devices', () => {
    const rooms = [room()];
    applyRoomEvent(rooms, { type: 'read.changed', data: { room: 'r', seq: 10, nth: 8 } });
    applyRead(rooms, { id: 'r', seq: 7, nth: 6 });
    expect(rooms[0]?.read).toEqual({ seq: 10, nth: 8, mentions: 0 });
  });

  it('counts the mentions that come', () => {
    const rooms = [room()];
    applyRoomEvent(rooms, { type: 'mention.created', data: { room: 'r', seq: 11 } });
    expect(rooms[0]?.read?.mentions).toBe(2);
  });
});

describe('a client id', () => {
  it('is a UUID of version 7 that sorts by time', () => {
    const ids = [1, 2, 3].map((day) => newClientId(Date.UTC(2026, 4, day)));
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
    expect([...ids].sort()).toEqual(ids);
    expect(newClientId(0)).not.toBe(newClientId(0));
  });
});

describe('the address of a room', () => {
  it.each([
    ['On call', 'on-call'],
    ['Über Lunch!', 'uber-lunch'],
    ['24 hours', 'hours'],
    ['日本', ''],
    ['x'.repeat(50), 'x'.repeat(32)],
    [`${'a'.repeat(31)} b`, 'a'.repeat(31)],
  ])('of %s is %s', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });
});
