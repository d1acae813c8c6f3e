import type { Author } from '@parlor/protocol';
import type { AccountEvents } from '../accounts/account-events.ts';
import type { Actor } from '../accounts/actor.ts';
import type { Connections } from '../realtime/connections.ts';
import { encodeEvent } from '../realtime/encoded.ts';
import type { Hub } from '../realtime/hub.ts';
import type { PresenceService } from './presence.service.ts';
import type { Visits } from './visits.ts';

interface Dependencies {
  readonly hub: Hub;
  readonly connections: Connections<Actor>;
  readonly visits: Visits;
  readonly presence: PresenceService;
}

/** Carries out on live connections what accounts have decided. */
export class LiveAccountEvents implements AccountEvents {
  readonly #with: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  updated(user: Author): void {
    const { connections, visits, presence, hub } = this.#with;
    const { handle, name, hue, bot } = user;
    if (handle === null || name === null) return;
    const rooms = new Set<string>();
    for (const connection of connections.ofUser(user.id)) {
      for (const visit of visits.ofConnection(connection)) rooms.add(visit.roomId);
      const actor = connection.identity;
      if (actor === undefined) continue;
      const renewed: Actor = { ...actor, author: { id: user.id, handle, name, hue, bot } };
      connection.renewIdentity(renewed);
      presence.refresh(renewed);
    }
    const event = (roomId: string) => encodeEvent('user.updated', { user }, roomId);
    for (const roomId of rooms) hub.tell(roomId, event(roomId));
  }
}
