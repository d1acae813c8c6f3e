import { encodeEvent } from '../realtime/encoded.ts';
import type { Hub } from '../realtime/hub.ts';
import type { RemovalReason } from '../rooms/room-events.ts';
import type { CountersService } from './counters.service.ts';
import type { Departure, PresenceService } from './presence.service.ts';
import type { ActorConnection, Visit } from './visit.ts';
import type { Visits } from './visits.ts';

interface Dependencies {
  readonly hub: Pick<Hub, 'leave'>;
  readonly visits: Visits;
  readonly presence: PresenceService;
  readonly counters: CountersService;
}

/** The ways out of a room that is open on a connection. */
export class LeavingService {
  readonly #with: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  /** Ends a visit: nothing of the room is sent to its connection any more. */
  end(visit: Visit, departure: Departure): void {
    const { hub, visits, presence } = this.#with;
    if (visit.seat !== undefined) hub.leave(visit.seat);
    visit.seat = undefined;
    visit.end();
    visits.remove(visit);
    if (visit.isPresent) presence.depart(visit.roomId, visit.actor.userId, departure);
    visit.isPresent = false;
  }

  /** Puts somebody out who no longer belongs, and tells them. */
  evict(visit: Visit, reason: RemovalReason): void {
    this.end(visit, 'exit');
    this.#with.counters.unwatch(visit.connection, visit.roomId);
    visit.connection.event(encodeEvent('room.removed', { reason }, visit.roomId));
  }

  /** Lets go of everything that is held for a connection that is over. */
  lost(connection: ActorConnection): void {
    for (const visit of this.#with.visits.ofConnection(connection)) this.end(visit, 'lost');
    this.#with.counters.forget(connection);
  }
}
