import { setTimeout as pause } from 'node:timers/promises';
import type { Actor } from './accounts/actor.ts';
import type { Database } from './database/database.ts';
import { HistoryService } from './messages/history.service.ts';
import { MessagesRepository } from './messages/messages.repository.ts';
import { publishCommits } from './messages/publishing.ts';
import { RoomLog } from './messages/room-log.ts';
import { CountersService } from './presence/counters.service.ts';
import { LeavingService } from './presence/leaving.service.ts';
import { LiveAccountEvents } from './presence/live-account-events.ts';
import { LiveRoomEvents } from './presence/live-room-events.ts';
import { GRACE_MS, PresenceService } from './presence/presence.service.ts';
import { TypingService } from './presence/typing.service.ts';
import type { ActorConnection } from './presence/visit.ts';
import { Visits } from './presence/visits.ts';
import type { Broker } from './realtime/broker.ts';
import { Connections } from './realtime/connections.ts';
import { Flusher } from './realtime/flusher.ts';
import { Hub } from './realtime/hub.ts';
import { MemoryBroker } from './realtime/memory.broker.ts';
import { BelongingRepository } from './rooms/belonging.repository.ts';

/** Milliseconds before a follower that waits for its store, or for a hint, looks again. */
const LOOK_AGAIN_MS = 50;

/** Who is connected and what they have open: what rooms and accounts tell their decisions to. */
export class LiveCore {
  readonly connections = new Connections<Actor>();
  readonly flusher = new Flusher();
  readonly broker: Broker = new MemoryBroker();
  readonly visits = new Visits();
  readonly messages: MessagesRepository;
  readonly history: HistoryService;
  readonly belonging: BelongingRepository;
  readonly hub: Hub;
  readonly presence: PresenceService;
  readonly typing: TypingService;
  readonly counters: CountersService;
  readonly leaving: LeavingService;
  readonly roomEvents: LiveRoomEvents;
  readonly accountEvents: LiveAccountEvents;

  constructor(database: Database) {
    const { broker, connections, flusher, visits } = this;
    this.messages = new MessagesRepository(database);
    this.history = new HistoryService(this.messages);
    this.belonging = new BelongingRepository(database);
    this.hub = new Hub({
      broker,
      flusher,
      source: new RoomLog(this.history, this.belonging),
      pause: () => pause(LOOK_AGAIN_MS),
    });
    const { hub } = this;
    this.presence = new PresenceService(hub);
    this.typing = new TypingService(hub);
    this.counters = new CountersService(visits);
    const { presence, counters } = this;
    this.leaving = new LeavingService({ hub, visits, presence, counters });
    const { leaving } = this;
    this.roomEvents = new LiveRoomEvents({ hub, connections, visits, leaving, counters });
    this.accountEvents = new LiveAccountEvents({ hub, connections, presence });
    publishCommits({ messages: this.messages, broker, counters, connections });
  }

  /** Lets go of everything that is held for a connection that is over. */
  lost(connection: ActorConnection): void {
    this.leaving.lost(connection);
    const userId = connection.identity?.userId;
    if (userId === undefined || this.#isConnected(userId)) return;
    // Who is back soon is shown as before: invisible, perhaps.
    setTimeout(() => {
      if (!this.#isConnected(userId)) this.presence.forget(userId);
    }, GRACE_MS).unref();
  }

  #isConnected(userId: string): boolean {
    for (const _ of this.connections.ofUser(userId)) return true;
    return false;
  }
}
