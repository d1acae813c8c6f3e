import { z } from 'zod';
import { logCursor, seq, time } from './fields.ts';

const id = z.string().meta({ description: 'Opaque; sortable by time of creation' });
const hue = z.int().min(0).max(359).meta({ description: 'Hue of the name, in degrees' });
const emoji = z.string().min(1).max(64);

/** A person as others see them beside a message. */
export const Author = z
  .object({ id, handle: z.string().nullable(), name: z.string().nullable(), hue, bot: z.boolean() })
  .meta({ id: 'Author', description: 'A person beside a message; the handle is null once they are deleted' });

/** A message in its newest state. */
export const Message = z
  .object({
    seq: seq.meta({ description: "The room's number of the change that made it: its name in the room" }),
    nth: seq.meta({ description: "Its place among the room's messages" }),
    version: seq.meta({ description: "The room's number of its last change" }),
    kind: z.enum(['text', 'notice']),
    author: Author,
    body: z.string().nullable().meta({ description: 'Markdown source as typed; null once deleted' }),
    at: time,
    editedAt: time.nullable(),
    deletedAt: time.nullable(),
    deletedBy: z.string().nullable(),
    replyTo: seq.nullable(),
    clientId: z.string().nullable(),
    pinned: z.boolean(),
    mentions: z.array(z.object({ user: id, offset: z.int().min(0), length: z.int().min(1) })),
    files: z.array(z.unknown()),
    previews: z.array(z.unknown()),
    reactions: z.array(z.object({ emoji, count: z.int().min(1), users: z.array(id).max(5) })),
  })
  .meta({ id: 'Message', description: 'A message in its newest state' });
export type Message = z.infer<typeof Message>;

/** One's own reactions by message number. */
export const Mine = z
  .record(z.string(), z.array(emoji))
  .meta({ id: 'Mine', description: "The asker's own reactions, by the message's seq" });

/** Someone who has the room open now. */
export const Present = z
  .object({
    user: z.object({ id, handle: z.string(), name: z.string(), hue }),
    state: z.enum(['online', 'idle', 'dnd']),
    status: z.string().nullable(),
  })
  .meta({ id: 'Present', description: 'Someone who has the room open now' });

/** How far someone has read. */
export const ReadMark = z
  .object({ seq: logCursor, nth: logCursor, mentions: z.int().min(0) })
  .meta({ id: 'ReadMark', description: 'How far the asker has read: unread is count − nth' });

/** What an event's envelope carries, as a replay gives it. */
export const ChangeEvent = z
  .object({
    type: z.enum(['message.created', 'message.updated', 'message.deleted']),
    room: id,
    seq,
    at: time,
    replay: z.literal(true).optional(),
    data: Message,
  })
  .meta({ id: 'ChangeEvent', description: 'A change of the log, in its newest state' });

/** Where a page lies among its neighbours. */
export const PageInfo = z
  .object({ next: z.string().nullable(), prev: z.string().nullable(), hasMore: z.boolean() })
  .meta({ id: 'PageInfo', description: 'Cursors of the neighbouring pages; null where there is none' });
export type PageInfo = z.infer<typeof PageInfo>;

/** A list of items with its place. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), page: PageInfo });
