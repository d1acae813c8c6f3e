import type { EnteredRoom } from './events.ts';
import { Fields } from './fields.ts';
import { LIMITS } from './limits.ts';
import type { Author, Message, Mine, ReadMark } from './models.ts';

const ROOM = { min: 1, max: LIMITS.room };
const ID = { min: 1, max: LIMITS.id };
const BODY = { min: 1, max: LIMITS.body };
const EMOJI = { min: 1, max: 64 };
const SEQ = { min: 1, max: Number.MAX_SAFE_INTEGER };
const CURSOR = { min: 0, max: Number.MAX_SAFE_INTEGER };
const PASSWORD = { min: 1, max: 1_024 };
const TOKEN = { min: 1, max: 8_192 };
const STATUS = { min: 0, max: 100 };
const FILES = 10;

const inRoom = (fields: Fields) => ({ room: fields.string('room', ROOM) });
const onMessage = (fields: Fields) => ({ ...inRoom(fields), seq: fields.integer('seq', SEQ) });
const onReaction = (fields: Fields) => ({ ...onMessage(fields), emoji: fields.string('emoji', EMOJI) });

/** One decoder a command: reads the untrusted `data` and gathers what is wrong with it. */
export const COMMANDS = {
  'session.hello': (fields: Fields) => ({ token: fields.string('token', TOKEN) }),
  'room.enter': decodeEnter,
  'room.exit': inRoom,
  'message.send': decodeSend,
  'message.edit': (fields: Fields) => ({ ...onMessage(fields), body: fields.text('body', BODY) }),
  'message.delete': onMessage,
  'message.restore': onMessage,
  'reaction.add': onReaction,
  'reaction.remove': onReaction,
  'history.list': (fields: Fields) => ({
    ...inRoom(fields),
    before: fields.optionalInteger('before', SEQ),
    limit: fields.optionalInteger('limit', { min: 1, max: LIMITS.page }) ?? LIMITS.history,
  }),
  'typing.start': inRoom,
  'typing.stop': inRoom,
  'read.set': (fields: Fields) => ({ ...inRoom(fields), seq: fields.integer('seq', CURSOR) }),
  'presence.set': (fields: Fields) => ({
    state: fields.oneOf('state', ['online', 'idle', 'dnd', 'invisible']),
    status: fields.optionalString('status', STATUS),
  }),
  ping: () => ({}),
} as const satisfies Record<string, (fields: Fields) => object>;

/** The name of a command. */
export type CommandType = keyof typeof COMMANDS;

/** What a command asks, decoded. */
export type CommandInput<Type extends CommandType> = ReturnType<(typeof COMMANDS)[Type]>;

type Change = { readonly version: number };
type Nothing = Readonly<Record<string, never>>;

/** What each command answers. */
export interface CommandReply {
  'session.hello': { readonly user: Author };
  'room.enter': EnteredRoom;
  'room.exit': Nothing;
  'message.send': {
    readonly seq: number;
    readonly version: number;
    readonly nth: number;
    readonly duplicate?: true;
  };
  'message.edit': Change;
  'message.delete': Change;
  'message.restore': Change;
  'reaction.add': Change;
  'reaction.remove': Change;
  'history.list': { readonly messages: readonly Message[]; readonly more: boolean; readonly mine: Mine };
  'typing.start': Nothing;
  'typing.stop': Nothing;
  'read.set': ReadMark;
  'presence.set': Nothing;
  ping: Nothing;
}

/** Whether the protocol has a command of this name. */
export function isCommandType(type: string): type is CommandType {
  return Object.hasOwn(COMMANDS, type);
}

function decodeEnter(fields: Fields) {
  return {
    ...inRoom(fields),
    password: fields.optionalString('password', PASSWORD),
    history: fields.optionalInteger('history', { min: 0, max: LIMITS.page }),
    after: fields.optionalInteger('after', CURSOR),
    epoch: fields.optionalString('epoch', ID),
    limit: fields.optionalInteger('limit', { min: 1, max: Number.MAX_SAFE_INTEGER }),
  };
}

function decodeSend(fields: Fields) {
  const room = fields.string('room', ROOM);
  const files = fields.optionalStrings('files', FILES, ID);
  // A message of files alone needs no words.
  const body = files?.length ? fields.string('body', { ...BODY, min: 0 }) : fields.text('body', BODY);
  const clientId = fields.string('clientId', ID);
  return { room, body, clientId, replyTo: fields.optionalInteger('replyTo', SEQ), files };
}
