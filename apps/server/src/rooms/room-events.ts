import type { EventData, Room } from '@parlor/protocol';

/** Why someone is out of a room. */
export type RemovalReason = EventData['room.removed']['reason'];

/**
 * What rooms tell those who have them open. Real time answers it; the composition binds the two.
 *
 * Promises:
 * - `removed` resolves once the person's connections are out of the room here and on every node that is not cut off
 *   (2 s at most): nothing committed after `accessVersion` reaches them, and after it nothing at all.
 * - `updated` never fails and is not waited for.
 */
export interface RoomEvents {
  removed(roomId: string, userId: string, accessVersion: number, reason: RemovalReason): Promise<void>;
  /** Notes that someone belongs to the room from now on: their connections hear of its counters. Never fails. */
  joined(roomId: string, userId: string): void;
  /** Tells everyone in the room how it is now; `room` carries nothing about who reads it. */
  updated(room: Room): void;
}

/** The provider token of the port. */
export const RoomEvents = Symbol('RoomEvents');
