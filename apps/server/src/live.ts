import type { IncomingMessage, Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { CLOSE, type CommandType, Problem } from '@parlor/protocol';
import type { Actor } from './accounts/actor.ts';
import type { Authenticator } from './accounts/authenticator.ts';
import { requireScope, scopeOfCommand } from './accounts/scopes.ts';
import type { SessionsService } from './accounts/sessions.service.ts';
import { createCommands } from './commands.ts';
import type { LiveCore } from './live-core.ts';
import type { MessagesService } from './messages/messages.service.ts';
import { EnteringService } from './presence/entering.service.ts';
import { type Command, type CommandTable, Dispatcher } from './realtime/dispatcher.ts';
import { Gateway } from './realtime/gateway.ts';
import { SocketIoTransports } from './realtime/transports/socketio.transport.ts';
import { Upgrades } from './realtime/transports/upgrade.ts';
import type { RoomsService } from './rooms/rooms.service.ts';

/** Milliseconds over which clients come back after a restart, each at a moment of its own. */
const RECONNECT_SPREAD_MS = 2_000;
/** Milliseconds that goodbyes may take to leave. */
const GOODBYE_MS = 500;

/** With which code connections are closed when their session has ended. */
const CLOSES = { suspended: CLOSE.suspended, signed_out: CLOSE.signedOut } as const;

/** What the live side of the server is made of. */
export interface LiveParts {
  readonly core: LiveCore;
  readonly rooms: RoomsService;
  readonly sessions: SessionsService;
  readonly authenticator: Authenticator;
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
      core.connections.closeSession(sessionId, CLOSES[why]);
    });
    sessions.onExpelled((userId, why) => {
      for (const connection of [...core.connections.ofUser(userId)]) connection.close(CLOSES[why]);
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
  const { core, rooms, messages, authenticator, epoch, server, rateLimits, onError } = parts;
  const { connections, flusher, visits, leaving, presence, typing, counters, history, hub } = core;
  const entering = new EnteringService({ rooms, history, hub, leaving, visits, presence, epoch });
  const gateway: Gateway<Actor> = new Gateway<Actor>({
    connections,
    flusher,
    server,
    epoch,
    limited: rateLimits,
    dispatcher: () => dispatcher,
    signIn: { authenticate: (token) => authenticator.authenticate(token), author: ({ author }) => author },
    onIdentified: (connection, actor) => {
      const { userId } = actor;
      // The session may have ended between the look at its token and now, when it had no connection to close.
      authenticator.isGood(actor).then((good) => {
        if (!good) connection.close(CLOSE.signedOut);
      }, onError);
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
    commands: scoped(createCommands(services)),
    idOf: (_connection, room) => visits.idOf(room),
    onError,
  });
  return gateway;
}

/** Has every command refuse tokens that were not given what it takes. */
function scoped(commands: CommandTable<Actor>): CommandTable<Actor> {
  const entries = Object.entries(commands) as [CommandType, Command<Actor, CommandType>][];
  return Object.fromEntries(
    entries.map(([type, command]) => {
      const run: typeof command.run = (connection, input, reply) => {
        if (connection.identity) requireScope(connection.identity, scopeOfCommand(type));
        return command.run(connection, input, reply);
      };
      return [type, { ...command, run }];
    }),
  );
}
