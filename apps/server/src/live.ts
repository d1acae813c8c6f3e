import type { IncomingMessage, Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { CLOSE, Problem } from '@parlor/protocol';
import type { Actor } from './accounts/actor.ts';
import type { SessionsService } from './accounts/sessions.service.ts';
import { createCommands } from './commands.ts';
import type { LiveCore } from './live-core.ts';
import type { MessagesService } from './messages/messages.service.ts';
import { EnteringService } from './presence/entering.service.ts';
import { Dispatcher } from './realtime/dispatcher.ts';
import { Gateway } from './realtime/gateway.ts';
import { SocketIoTransports } from './realtime/transports/socketio.transport.ts';
import { Upgrades } from './realtime/transports/upgrade.ts';
import type { RoomsService } from './rooms/rooms.service.ts';

/** Milliseconds over which clients come back after a restart, each at a moment of its own. */
const RECONNECT_SPREAD_MS = 2_000;
/** Milliseconds that goodbyes may take to leave. */
const GOODBYE_MS = 500;

/** What the live side of the server is made of. */
export interface LiveParts {
  readonly core: LiveCore;
  readonly rooms: RoomsService;
  readonly sessions: SessionsService;
  readonly messages: MessagesService;
  readonly epoch: string;
  /** Name and version, for the welcome. */
  readonly server: string;
  readonly rateLimits: 'on' | 'off';
  readonly corsOrigins: readonly string[];
  readonly isTrusted: (request: IncomingMessage) => boolean;
  /** Hears of bugs. */
  readonly onError: (error: unknown) => Problem;
}

/** Everything that is connected: commands come in here, and events go out. */
export class Live {
  readonly #gateway: Gateway<Actor>;
  readonly #socketIo: SocketIoTransports<Actor>;
  readonly #upgrades: Upgrades<Actor>;
  readonly #core: LiveCore;

  constructor(parts: LiveParts) {
    const { core, isTrusted, corsOrigins, sessions } = parts;
    this.#core = core;
    this.#gateway = createGateway(parts);
    this.#socketIo = new SocketIoTransports({ gateway: this.#gateway, isTrusted, corsOrigins });
    this.#upgrades = new Upgrades({ gateway: this.#gateway, socketIo: this.#socketIo, isTrusted });
    sessions.onEnded((sessionId, why) => {
      core.connections.closeSession(sessionId, why === 'suspended' ? CLOSE.suspended : CLOSE.signedOut);
    });
  }

  /** Takes this server's upgrades, and its requests that are Socket.IO's. */
  attach(server: Server): void {
    this.#upgrades.attach(server);
    const others = server.listeners('request');
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      if (this.#socketIo.owns(request)) this.#socketIo.request(request, response);
      else for (const listener of others) listener.call(server, request, response);
    });
  }

  /** Says goodbye to everybody and lets the last words out. */
  async drain(): Promise<void> {
    this.#gateway.drain(RECONNECT_SPREAD_MS);
    await pause(GOODBYE_MS);
    this.#upgrades.stop();
    await this.#socketIo.stop();
    await this.#core.broker.close();
  }
}

function createGateway(parts: LiveParts): Gateway<Actor> {
  const { core, rooms, messages, sessions, epoch, server, rateLimits, onError } = parts;
  const { connections, flusher, visits, leaving, presence, typing, counters, history, hub } = core;
  const entering = new EnteringService({ rooms, history, hub, leaving, visits, presence, epoch });
  const gateway: Gateway<Actor> = new Gateway<Actor>({
    connections,
    flusher,
    server,
    epoch,
    limited: rateLimits,
    dispatcher: () => dispatcher,
    signIn: { authenticate: (token) => sessions.authenticate(token), author: ({ author }) => author },
    onIdentified: (connection, { userId }) => {
      counters.watchRead(connection, core.belonging.roomIdsOf(userId)).catch(onError);
    },
    onEnd: (connection) => core.lost(connection),
  });
  const services = {
    gateway,
    rooms,
    messages,
    history,
    entering,
    leaving,
    visits,
    presence,
    typing,
  };
  const dispatcher = new Dispatcher<Actor>({
    commands: createCommands(services),
    idOf: (_connection, room) => visits.idOf(room),
    onError,
  });
  return gateway;
}
