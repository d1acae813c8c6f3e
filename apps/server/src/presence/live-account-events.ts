import { type Author, CLOSE } from '@parlor/protocol';
import type { AccountEvents } from '../accounts/account-events.ts';
import type { Actor } from '../accounts/actor.ts';
import type { Connections } from '../realtime/connections.ts';
import { encodeEvent } from '../realtime/encoded.ts';
import type { Hub } from '../realtime/hub.ts';
import type { PresenceService } from './presence.service.ts';

interface Dependencies {
  readonly hub: Hub;
  readonly connections: Connections<Actor>;
  readonly presence: PresenceService;
}

/** Carries out on live connections what accounts have decided. */
export class LiveAccountEvents implements AccountEvents {
  readonly #with: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  updated(user: Author, roomIds: readonly string[]): void {
    const { connections, presence } = this.#with;
    const { handle, name, hue, bot } = user;
    if (handle === null || name === null) return;
    for (const connection of connections.ofUser(user.id)) {
      const actor = connection.identity;
      if (actor === undefined) continue;
      const renewed: Actor = { ...actor, author: { id: user.id, handle, name, hue, bot } };
      connection.renewIdentity(renewed);
      presence.refresh(renewed);
    }
    this.#tell(user, roomIds);
  }

  deleted(userId: string, roomIds: readonly string[]): void {
    this.#tell({ id: userId, handle: null, name: null, hue: 0, bot: false }, roomIds);
  }

  rightsChanged(userId: string): void {
    const { connections } = this.#with;
    for (const connection of [...connections.ofUser(userId)]) connection.close(CLOSE.resynchronise);
  }

  #tell(user: Author, roomIds: readonly string[]): void {
    const { hub } = this.#with;
    for (const roomId of roomIds) {
      const topic = hub.topic(roomId);
      // What is kept encoded has the former name in it: who catches up reads the store instead.
      topic?.recent.restart(topic.delivered);
      hub.tell(roomId, encodeEvent('user.updated', { user }, roomId));
    }
  }
}
