import type { Room } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import type { Connections } from '../realtime/connections.ts';
import { encodeEvent } from '../realtime/encoded.ts';
import type { Hub } from '../realtime/hub.ts';
import type { RemovalReason, RoomEvents } from '../rooms/room-events.ts';
import type { CountersService } from './counters.service.ts';
import type { LeavingService } from './leaving.service.ts';
import type { Visits } from './visits.ts';

interface Dependencies {
  readonly hub: Hub;
  readonly connections: Connections<Actor>;
  readonly visits: Visits;
  readonly leaving: LeavingService;
  readonly counters: CountersService;
}

/** Carries out on live connections what rooms have decided. */
export class LiveRoomEvents implements RoomEvents {
  readonly #with: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  async removed(roomId: string, userId: string, accessVersion: number, reason: RemovalReason): Promise<void> {
    const { hub, connections, visits, leaving, counters } = this.#with;
    const open = visits.ofUser(roomId, userId);
    for (const visit of open) leaving.evict(visit, reason);
    const told = new Set(open.map(({ connection }) => connection));
    const event = encodeEvent('room.removed', { reason }, roomId);
    for (const connection of connections.ofUser(userId)) {
      counters.unwatch(connection, roomId);
      if (!told.has(connection)) connection.event(event);
      // What was gathered before the removal leaves before its answer does.
      connection.flush();
    }
    await hub.settleAccess(roomId, accessVersion);
  }

  joined(roomId: string, userId: string): void {
    const { connections, counters } = this.#with;
    for (const connection of connections.ofUser(userId)) counters.watch(connection, [roomId]);
  }

  updated(room: Room): void {
    this.#with.visits.rename(room.id, room.slug);
    this.#with.hub.tell(room.id, encodeEvent('room.updated', room, room.id));
  }
}
