import type { CommandType } from '@parlor/protocol';
import { type Row, row } from './columns.ts';

/**
 * Every command of the socket and what each person gets: `ok`, or the code of the problem (check 9).
 *
 * The room is hidden, the message is a plain member's; the server's moderator and admin are plain members too.
 * Columns:
 *
 *   anonymous stranger removed member moderator owner server-moderator admin
 */
export const COMMANDS_TABLE: Readonly<Record<CommandType, Row>> = {
  'room.enter': row('unauthenticated not_found not_found ok ok ok ok ok'),
  'room.exit': row('unauthenticated not_found not_found ok ok ok ok ok'),
  'message.send': row('unauthenticated not_found not_found ok ok ok ok ok'),
  'message.delete': row('unauthenticated not_found not_found forbidden ok ok ok ok'),
  'message.restore': row('unauthenticated not_found not_found conflict conflict conflict conflict conflict'),
  'reaction.add': row('unauthenticated not_found not_found ok ok ok ok ok'),
  'reaction.remove': row('unauthenticated not_found not_found ok ok ok ok ok'),
  'history.list': row('unauthenticated not_found not_found ok ok ok ok ok'),
  'typing.start': row('unauthenticated not_found not_found ok ok ok ok ok'),
  'typing.stop': row('unauthenticated not_found not_found ok ok ok ok ok'),
  'read.set': row('unauthenticated not_found not_found ok ok ok ok ok'),
  'presence.set': row('unauthenticated ok ok ok ok ok ok ok'),
  ping: row('ok ok ok ok ok ok ok ok'),
  'message.edit': row(
    'unauthenticated not_found not_found forbidden forbidden forbidden forbidden forbidden',
  ),
  // A wrong token, on a connection that may have one already.
  'session.hello': row(`unauthenticated ${'unauthenticated '.repeat(7)}`),
};
