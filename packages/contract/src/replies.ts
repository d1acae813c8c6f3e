import type { CommandReply, CommandType } from '@parlor/protocol';
import { z } from 'zod';
import { EnteredRoom } from './events.ts';
import { logCursor, seq } from './fields.ts';
import { Author, Message, Mine } from './models.ts';

const Changed = z.object({ version: seq }).meta({ id: 'Changed', description: 'The number the change took' });
const Nothing = z.object({});

/** The data of every command's reply: AsyncAPI comes from here. */
export const ReplySchemas = {
  'session.hello': z.object({ user: Author }),
  'room.enter': EnteredRoom,
  'room.exit': Nothing,
  'message.send': z.object({ seq, version: seq, nth: seq, duplicate: z.literal(true).optional() }),
  'message.edit': Changed,
  'message.delete': Changed,
  'message.restore': Changed,
  'reaction.add': Changed,
  'reaction.remove': Changed,
  'history.list': z.object({ messages: z.array(Message), more: z.boolean(), mine: Mine }),
  'typing.start': Nothing,
  'typing.stop': Nothing,
  'read.set': z.object({ seq: logCursor, nth: logCursor }),
  'presence.set': Nothing,
  ping: Nothing,
} as const satisfies { readonly [Type in CommandType]: z.ZodType<CommandReply[Type]> };
