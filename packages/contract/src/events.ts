import { type EventData, type EventType, LIMITS } from '@parlor/protocol';
import { z } from 'zod';
import { logCursor, seq, time } from './fields.ts';
import { Author, Message, Mine, Present } from './models.ts';

const id = z.string();
const count = z.int().min(0);

/** A room as everyone in it is told: nothing in it depends on who reads. */
const ToldRoom = z
  .object({
    id,
    slug: z.string().nullable(),
    name: z.string().nullable(),
    topic: z.string().nullable(),
    kind: z.enum(['room', 'group', 'direct']),
    access: z.enum(['open', 'password', 'invite', 'hidden']),
    lastSeq: count,
    count,
    locked: z.boolean().optional(),
    slowMode: count.optional(),
    archivedAt: time.nullable().optional(),
  })
  .meta({ id: 'ToldRoom', description: 'A room as everyone in it is told' });

/** What `room.enter` answers, and the data of `room.entered`. */
export const EnteredRoom = z
  .object({
    room: id,
    seq: logCursor.meta({ description: 'Live events with a greater number follow' }),
    epoch: z.string(),
    present: z.array(Present).max(LIMITS.presence),
    count: count.meta({ description: 'How many are present: the truth where `present` is cut' }),
    messages: z.array(Message).optional(),
    more: z.boolean().optional(),
    mine: Mine.optional(),
    replay: z.literal(true).optional(),
    reset: z.enum(['epoch', 'ahead', 'retention', 'far']).optional(),
  })
  .meta({ id: 'EnteredRoom', description: 'A room as who enters it finds it' });

/** The data of every event: AsyncAPI comes from here. */
export const EventSchemas = {
  'session.welcome': z.object({
    protocol: z.int(),
    server: z.string(),
    connection: z.string(),
    client: z.string().optional(),
    epoch: z.string(),
    user: Author.nullable(),
    heartbeat: z.int(),
    limits: z.object({ frame: z.int(), body: z.int() }),
  }),
  'session.goodbye': z.object({
    code: z.int(),
    reason: z.string(),
    reconnect: z.boolean(),
    afterMs: z.int().min(0),
  }),
  'room.entered': EnteredRoom,
  'message.created': Message,
  'message.updated': Message,
  'message.deleted': Message,
  'room.synced': z.object({ mine: Mine.optional() }),
  'presence.changed': z.object({
    joined: z.array(Present),
    left: z.array(id),
    changed: z.array(Present),
    count,
  }),
  'typing.changed': z.object({
    users: z.array(z.object({ id, handle: z.string(), name: z.string() })).max(LIMITS.typists),
    count,
  }),
  'room.counters': z.object({ lastSeq: count, count }),
  'mention.created': z.object({ room: id, seq }),
  'read.changed': z.object({ room: id, seq: logCursor, nth: logCursor }),
  'reaction.mine': z.object({ room: id, seq, emoji: z.string(), on: z.boolean() }),
  'user.updated': z.object({ user: Author }),
  'room.updated': ToldRoom,
  'room.removed': z.object({ reason: z.enum(['kicked', 'blocked', 'deleted', 'left']) }),
  notice: z.object({ level: z.enum(['info', 'warning']), text: z.string() }),
} as const satisfies { readonly [Type in EventType]: z.ZodType<EventData[Type]> };
