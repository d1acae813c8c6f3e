import { type CommandInput, type CommandReply, type CommandType, Problem } from '@parlor/protocol';
import type { Actor } from './accounts/actor.ts';
import type { HistoryService } from './messages/history.service.ts';
import { namesSomebody } from './messages/mentions.ts';
import type { Asking, MessagesService } from './messages/messages.service.ts';
import type { EnteringService } from './presence/entering.service.ts';
import type { LeavingService } from './presence/leaving.service.ts';
import type { PresenceService } from './presence/presence.service.ts';
import type { TypingService } from './presence/typing.service.ts';
import type { ActorConnection } from './presence/visit.ts';
import type { Visits } from './presence/visits.ts';
import type { Command, CommandTable } from './realtime/dispatcher.ts';
import type { Gateway } from './realtime/gateway.ts';
import type { RoomsService } from './rooms/rooms.service.ts';

/** What answers the commands. */
export interface CommandServices {
  readonly gateway: Gateway<Actor>;
  readonly rooms: RoomsService;
  readonly messages: MessagesService;
  readonly history: HistoryService;
  readonly entering: EnteringService;
  readonly leaving: LeavingService;
  readonly visits: Visits;
  readonly presence: PresenceService;
  readonly typing: TypingService;
}

/** Every command that a socket may send, and the method that answers it. Start reading here. */
export function createCommands(services: CommandServices): CommandTable<Actor> {
  const { gateway, messages, entering, leaving, visits, presence, typing } = services;
  const visit = (connection: ActorConnection, room: string) => visits.find(connection, room);
  const asking = (connection: ActorConnection, room: string): Asking => ({
    held: visit(connection, room),
    by: connection,
  });

  return {
    ping: beforeSignIn(() => ({})),
    'session.hello': beforeSignIn((connection, { token }) => gateway.hello(connection, token)),

    'room.enter': {
      open: false,
      pipelined: () => false,
      run: (connection, input, reply) => entering.enter(connection, input, reply),
    },
    'room.exit': command(async (connection, { room }) => {
      const open =
        visit(connection, room) ?? visit(connection, await services.rooms.resolve(actorOf(connection), room));
      if (open !== undefined) leaving.end(open, 'exit');
      return {};
    }),

    'message.send': {
      open: false,
      // At hand are the right and all that the message needs: it reaches the writer in this turn.
      pipelined: (connection, { room, body }) =>
        visit(connection, room)?.isSettled === true && !namesSomebody(body),
      run: async (connection, input, reply) => {
        const open = visit(connection, input.room);
        open?.sendBegins();
        try {
          const sent = messages.send(actorOf(connection), input, open);
          if (open !== undefined) typing.stop(open.roomId, open.actor.userId);
          reply(await sent);
        } finally {
          open?.sendEnds();
        }
      },
    },
    'message.edit': command((connection, input) =>
      messages.edit(actorOf(connection), input, visit(connection, input.room)),
    ),
    'message.delete': command((connection, input) =>
      messages.delete(actorOf(connection), input, visit(connection, input.room)),
    ),
    'message.restore': command((connection, input) =>
      messages.restore(actorOf(connection), input, visit(connection, input.room)),
    ),
    'reaction.add': command((connection, input) =>
      messages.react(actorOf(connection), { ...input, on: 1 }, asking(connection, input.room)),
    ),
    'reaction.remove': command((connection, input) =>
      messages.react(actorOf(connection), { ...input, on: 0 }, asking(connection, input.room)),
    ),

    'history.list': command(async (connection, { room, limit, before }) => {
      // Pages that nobody reads are not gathered: who asks for many takes them one after the other.
      await connection.ready();
      return services.history.list(await read(services, connection, room), limit, before);
    }),
    'read.set': command((connection, input) =>
      messages.read(actorOf(connection), input, asking(connection, input.room)),
    ),

    'typing.start': command(async (connection, { room }) => {
      const { roomId } = await read(services, connection, room);
      // Who wants to be seen by nobody is in no list, of those who type neither.
      if (!presence.isInvisible(actorOf(connection).userId)) typing.start(roomId, actorOf(connection));
      return {};
    }),
    'typing.stop': command(async (connection, { room }) => {
      const { roomId } = await read(services, connection, room);
      typing.stop(roomId, actorOf(connection).userId);
      return {};
    }),
    'presence.set': command((connection, input) => {
      presence.set(actorOf(connection), input);
      return {};
    }),
  };
}

type Answering<Type extends CommandType> = (
  connection: ActorConnection,
  input: CommandInput<Type>,
) => CommandReply[Type] | Promise<CommandReply[Type]>;

/** A command that the next one of its room waits for. */
function command<Type extends CommandType>(answer: Answering<Type>): Command<Actor, Type> {
  return {
    open: false,
    pipelined: () => false,
    run: async (connection, input, reply) => reply(await answer(connection, input)),
  };
}

/** A command that is answered to anybody. */
function beforeSignIn<Type extends CommandType>(answer: Answering<Type>): Command<Actor, Type> {
  return { ...command(answer), open: true };
}

/** The right to read a room: held with the connection that has it open, else asked for. */
function read({ visits, rooms }: CommandServices, connection: ActorConnection, room: string) {
  const open = visits.find(connection, room);
  return open?.membership ?? rooms.access(actorOf(connection), room, 'read');
}

function actorOf({ identity }: ActorConnection): Actor {
  if (identity === undefined) throw new Problem('unauthenticated');
  return identity;
}
