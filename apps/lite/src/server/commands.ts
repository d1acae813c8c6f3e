import {
  type CommandInput,
  type CommandType,
  decodeCommand,
  decodeEnvelope,
  isCommandType,
  LIMITS,
  Problem,
  type Reset,
} from '@parlor/protocol';
import type { Connection } from './connection.ts';
import type { Entering } from './entrance.ts';
import { type Page, readPage } from './pages.ts';
import { replay } from './replay.ts';

/** The id in a reply; undefined where only a failure is answered. */
type ReplyId = string | undefined;

type Answers = {
  readonly [Type in CommandType]?: (
    commands: Commands,
    input: CommandInput<Type>,
    id: ReplyId,
  ) => void | Promise<void>;
};

type AnyAnswer = (commands: Commands, input: unknown, id: ReplyId) => void | Promise<void>;

/** Every command that a connection may send → what answers it. One table for all of them. */
const ANSWERS: Answers = {
  ping: (commands, _input, id) => commands.ping(id),
  'room.enter': (commands, input, id) => commands.enter(input, id),
  'room.exit': (commands, _input, id) => commands.exit(id),
  'message.send': (commands, input, id) => commands.send(input, id),
  'history.list': (commands, input, id) => commands.list(input, id),
  'typing.start': (commands, _input, id) => commands.typing('start', id),
  'typing.stop': (commands, _input, id) => commands.typing('stop', id),
};

/** Everything that a connection may ask of the lite server, and how it is answered. */
export class Commands {
  readonly #connection: Connection;
  /** The replay that is running; a new entering, or an exit, ends it. */
  #replay: AbortController | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Carries out the entering that the URL asks for. */
  enterAtOnce(how: Entering): void {
    this.#connection.lane.add(() => this.enter(how, 'room'));
  }

  /** Takes the text of one frame. */
  take(text: string): void {
    const { lane } = this.#connection;
    let id: ReplyId;
    try {
      const envelope = decodeEnvelope(text);
      id = envelope.id;
      if (envelope.type === 'message.send' && lane.isFree)
        this.send(this.#decode('message.send', envelope.data), id);
      else if (envelope.type === 'ping') this.#answer('ping', envelope.data, id);
      else lane.add(() => this.#answer(envelope.type, envelope.data, envelope.id));
    } catch (error) {
      lane.add(() => this.#connection.fail(id, error));
    }
  }

  /** The connection is gone. */
  stop(): void {
    this.#replay?.abort();
  }

  #answer(type: string, data: unknown, id: ReplyId): void | Promise<void> {
    try {
      if (!isCommandType(type)) throw new Problem('unknown_command');
      const answer = ANSWERS[type] as AnyAnswer | undefined;
      if (answer === undefined)
        throw new Problem('unknown_command', { detail: `${type} needs the full server.` });
      return answer(this, this.#decode(type, data), id)?.catch((error: unknown) =>
        this.#connection.fail(id, error),
      );
    } catch (error) {
      this.#connection.fail(id, error);
    }
  }

  #decode<Type extends CommandType>(type: Type, data: unknown): CommandInput<Type> {
    const input = decodeCommand(type, data);
    const { name } = this.#connection.room;
    if ('room' in input && input.room !== name) {
      throw new Problem('not_found', { detail: 'This connection is in another room.' });
    }
    return input;
  }

  ping(id: ReplyId): void {
    this.#connection.answer(id, '{}');
  }

  send({ body, clientId, replyTo }: CommandInput<'message.send'>, id: ReplyId): void {
    const { room, lane } = this.#connection;
    lane.sent();
    room.append(this.#connection, id, { body, clientId, replyTo });
  }

  async list({ before, limit }: CommandInput<'history.list'>, id: ReplyId): Promise<void> {
    const { room } = this.#connection;
    const page = await readPage(room.log, before ?? Number.POSITIVE_INFINITY, limit);
    this.#connection.answer(id, `{${pageJson(page)}}`);
  }

  typing(change: 'start' | 'stop', id: ReplyId): void {
    const { room } = this.#connection;
    room.typing[change](this.#connection);
    this.#connection.answer(id, '{}');
  }

  exit(id: ReplyId): void {
    const { room } = this.#connection;
    this.#replay?.abort();
    room.audience.leave(this.#connection);
    room.exit(this.#connection, 'left');
    this.#connection.answer(id, '{}');
  }

  async enter(how: Entering, id: ReplyId): Promise<void> {
    const { room } = this.#connection;
    // It may have waited for its turn until after the end: nobody must stay in the room for it.
    if (!this.#connection.isOpen) return;
    this.#replay?.abort();
    room.audience.leave(this.#connection);
    const reset = this.#resetOf(how);
    const { after } = how;
    if (after === undefined || reset !== undefined) {
      await this.#enterAtEnd((reset ? undefined : how.history) ?? LIMITS.history, reset, id);
    } else {
      this.#enterAfter(after, id);
    }
  }

  /** The newest messages are in the reply, and what follows it is live. */
  async #enterAtEnd(limit: number, reset: Reset | undefined, id: ReplyId): Promise<void> {
    const { room } = this.#connection;
    for (;;) {
      const page = await readPage(room.log, Number.POSITIVE_INFINITY, limit);
      if (!this.#connection.isOpen) return;
      if (!room.audience.covers(page.last)) continue;
      const more = pageJson(page) + (reset ? `,"reset":"${reset}"` : '');
      this.#entered(page.last, more, id);
      room.audience.join(this.#connection, page.last);
      return;
    }
  }

  /** The reply comes first, then the replay; nothing waits for its end. */
  #enterAfter(after: number, id: ReplyId): void {
    const { room } = this.#connection;
    const seq = room.audience.seq;
    const running = new AbortController();
    this.#replay = running;
    this.#entered(seq, '"replay":true', id);
    const reader = {
      push: (frames: Buffer) => this.#connection.push(frames),
      goLive: (reached: number) => this.#connection.goLive(reached),
      get isWanted() {
        return !running.signal.aborted;
      },
    };
    replay(room, after, seq, reader).catch((error: unknown) => this.#connection.broken(error));
  }

  #entered(seq: number, rest: string, id: ReplyId): void {
    const { room, epoch } = this.#connection;
    room.enter(this.#connection);
    const { list, count } = room.presence;
    this.#connection.answer(
      id,
      `{"room":${JSON.stringify(room.name)},"seq":${seq},"epoch":"${epoch}","present":${list},"count":${count},${rest}}`,
    );
  }

  #resetOf({ after, epoch, limit }: Entering): Reset | undefined {
    if (after === undefined) return undefined;
    const { seq } = this.#connection.room.audience;
    if (epoch !== undefined && epoch !== this.#connection.epoch) return 'epoch';
    if (after > seq) return 'ahead';
    return limit !== undefined && seq - after > limit ? 'far' : undefined;
  }
}

function pageJson({ messages, more }: Page): string {
  return `"messages":${messages},"more":${more},"mine":{}`;
}
