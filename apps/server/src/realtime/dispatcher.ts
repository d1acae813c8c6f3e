import {
  type CommandEnvelope,
  type CommandInput,
  type CommandReply,
  type CommandType,
  decodeCommand,
  isCommandType,
  isObject,
  Problem,
} from '@parlor/protocol';
import type { Connection, Identity } from './connection.ts';
import { type NamedRoom, NO_ROOM } from './lanes.ts';
import type { Answer, Respond } from './transports/transport.ts';

/** What answers one command. `reply` is called once, unless it throws. */
export interface Command<Who extends Identity, Type extends CommandType> {
  /** Asked when its turn has come: whether the next command of the room may begin before this one is answered. */
  pipelined(connection: Connection<Who>, input: CommandInput<Type>): boolean;
  /** Whether it is answered before sign-in. */
  readonly open: boolean;
  run(
    connection: Connection<Who>,
    input: CommandInput<Type>,
    reply: (data: CommandReply[Type]) => void,
  ): void | Promise<void>;
}

/** Every command that a socket may send, and what answers it. */
export type CommandTable<Who extends Identity> = { readonly [Type in CommandType]?: Command<Who, Type> };

interface DispatcherOptions<Who extends Identity> {
  readonly commands: CommandTable<Who>;
  /** The id of the room that clients call so, as far as it is known: two names of one room share a lane. */
  readonly idOf: (connection: Connection<Who>, room: string) => string;
  /** Hears of what is no Problem: a bug, or a store that is away. Answers with what to tell the client. */
  readonly onError: (error: unknown) => Problem;
}

/** Decodes each command, looks it up, and has it answered in its room's order. */
export class Dispatcher<Who extends Identity> {
  readonly #options: DispatcherOptions<Who>;

  constructor(options: DispatcherOptions<Who>) {
    this.#options = options;
  }

  /** Takes one command. `respond` writes its answer the way the binding does. */
  dispatch(connection: Connection<Who>, { type, data }: CommandEnvelope, respond: Respond): void {
    try {
      this.#dispatch(connection, type, data, respond);
    } catch (error) {
      // Refused before it had a place in the room's order: answered behind what is there already.
      const answer = this.#failure(error);
      const start = (settle: Respond) => settle(answer);
      connection.run(this.#roomOf(connection, data), { pipelined: always, respond, start });
    }
  }

  #dispatch(connection: Connection<Who>, type: string, data: unknown, respond: Respond): void {
    this.#admit(connection);
    const command = this.#lookUp(type);
    if (!command.open && connection.identity === undefined) throw new Problem('unauthenticated');
    const input = decodeCommand(type as CommandType, data);
    connection.run(this.#roomOf(connection, input), {
      pipelined: () => command.pipelined(connection, input),
      respond,
      start: (settle) => this.#run(connection, command, input, settle),
    });
  }

  #admit(connection: Connection<Who>): void {
    const retryAfter = connection.bucket?.take() ?? 0;
    if (retryAfter > 0) throw new Problem('rate_limited', { retryAfter });
  }

  #lookUp(type: string): Command<Who, CommandType> {
    const command = isCommandType(type) ? this.#options.commands[type] : undefined;
    if (command === undefined)
      throw new Problem('unknown_command', { detail: 'There is no command of this type.' });
    return command as Command<Who, CommandType>;
  }

  #run(
    connection: Connection<Who>,
    command: Command<Who, CommandType>,
    input: CommandInput<CommandType>,
    settle: (answer: Answer) => void,
  ): void {
    const fail = (error: unknown) => settle(this.#failure(error));
    try {
      const running = command.run(connection, input, (data) => settle({ ok: true, data }));
      if (running !== undefined) running.catch(fail);
    } catch (error) {
      fail(error);
    }
  }

  #roomOf(connection: Connection<Who>, data: unknown): NamedRoom {
    const room = isObject(data) ? data.room : undefined;
    if (typeof room !== 'string') return NO_ROOM;
    return { called: room, id: this.#options.idOf(connection, room) };
  }

  #failure(error: unknown): Answer {
    const problem = error instanceof Problem ? error : this.#options.onError(error);
    return { ok: false, problem: problem.toJSON() };
  }
}

function always(): boolean {
  return true;
}
