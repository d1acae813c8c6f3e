import { type CommandType, LIMITS } from '@parlor/protocol';
import { z } from 'zod';
import { clientId, integer, logCursor, maybe, roomRef, seq, string, text } from './fields.ts';
import { saidOverSocket, withWords } from './messages.ts';

const inRoom = z.object({ room: roomRef });
const onMessage = inRoom.extend({ seq });
const onReaction = onMessage.extend({ emoji: string({ min: 1, max: 64 }) });
const limitOf = (max: number) => maybe(integer({ min: 1, max }));

/** The data of every command, as the protocol's own decoders judge it: AsyncAPI comes from here. */
export const CommandSchemas = {
  'session.hello': z.object({ token: string({ min: 1, max: 8_192 }) }),
  'room.enter': inRoom.extend({
    password: maybe(string({ min: 1, max: 1_024 })),
    history: maybe(integer({ min: 0, max: LIMITS.page })),
    after: maybe(logCursor),
    epoch: maybe(clientId),
    limit: limitOf(Number.MAX_SAFE_INTEGER),
  }),
  'room.exit': inRoom,
  'message.send': withWords(inRoom.extend(saidOverSocket)),
  'message.edit': onMessage.extend({ body: text({ min: 1, max: LIMITS.body }) }),
  'message.delete': onMessage,
  'message.restore': onMessage,
  'reaction.add': onReaction,
  'reaction.remove': onReaction,
  'history.list': inRoom.extend({ before: maybe(seq), limit: limitOf(LIMITS.page) }),
  'typing.start': inRoom,
  'typing.stop': inRoom,
  'read.set': inRoom.extend({ seq: logCursor }),
  'presence.set': z.object({
    state: z.enum(['online', 'idle', 'dnd', 'invisible']),
    status: maybe(string({ min: 0, max: 100 })),
  }),
  ping: z.object({}),
} as const satisfies Record<CommandType, z.ZodType>;
