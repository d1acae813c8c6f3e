import { z } from 'zod';
import { PublicUser } from './accounts.ts';
import { cursor, limit, string, text, time } from './fields.ts';
import { Present, pageOf, ReadMark } from './models.ts';

/** Short name of a room in addresses: begins with a letter, 2 to 32 of a–z, 0–9 and `-`. */
export const Slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,31}$/)
  .meta({ examples: ['general'] });

const RoomName = text({ min: 1, max: 80 }).transform((value) => value.normalize('NFC').trim());
const Topic = string({ min: 0, max: 250 });
const Access = z.enum(['open', 'password', 'invite', 'hidden']);
const RoomRole = z.enum(['member', 'moderator', 'owner']);

/** A room as it is told to one person. */
export const Room = z
  .object({
    id: z.string(),
    slug: z.string().nullable(),
    name: z.string().nullable(),
    topic: z.string().nullable(),
    kind: z.enum(['room', 'group', 'direct']),
    access: Access,
    lastSeq: z.int().min(0),
    count: z.int().min(0).meta({ description: 'Number of messages' }),
    members: z.int().min(0).meta({ description: 'Number of members' }),
    createdAt: time,
    role: RoomRole.nullable().meta({ description: "The asker's; null for who is no member" }),
    read: ReadMark.optional(),
  })
  .meta({ id: 'Room', description: 'A room as its asker may see it' });
export type Room = z.infer<typeof Room>;

/** A new room; without a name it has no slug. */
export const CreateRoom = z
  .object({
    name: RoomName.nullish(),
    slug: Slug.nullish(),
    topic: Topic.nullish(),
    access: Access.default('open'),
    password: string({ min: 1, max: 72 }).nullish(),
  })
  .meta({ id: 'CreateRoom' });
export type CreateRoom = z.infer<typeof CreateRoom>;

/** Changes of a room, by who may manage it. */
export const UpdateRoom = z
  .object({ name: RoomName, topic: Topic.nullable() })
  .partial()
  .meta({ id: 'UpdateRoom' });
export type UpdateRoom = z.infer<typeof UpdateRoom>;

/** Joins a room. */
export const JoinRoom = z
  .object({ password: string({ min: 1, max: 1_024 }).nullish() })
  .meta({ id: 'JoinRoom' });

/** Which rooms, in which order. */
export const ListRooms = z.object({
  sort: z.enum(['recent', 'active', 'newest', 'name']).default('recent').meta({
    description: 'recent: last visited first · active: where the asker has sent most · newest · name',
  }),
  limit,
  cursor,
});
export type ListRooms = z.infer<typeof ListRooms>;

/** A page of people. */
export const ListPeople = z.object({ limit, cursor });
export type ListPeople = z.infer<typeof ListPeople>;

/** A page of rooms. */
export const RoomPage = pageOf(Room).meta({ id: 'RoomPage' });

/** Someone who belongs to a room. */
export const Member = z
  .object({ user: PublicUser, role: RoomRole, joinedAt: time })
  .meta({ id: 'Member', description: 'Someone who belongs to the room' });
export type Member = z.infer<typeof Member>;

/** A page of members. */
export const MemberPage = pageOf(Member).meta({ id: 'MemberPage' });

/** Who has the room open now. */
export const RoomPresence = z
  .object({ present: z.array(Present), count: z.int().min(0) })
  .meta({ id: 'RoomPresence', description: 'The first 100 who have the room open now; count is the truth' });
export type RoomPresence = z.infer<typeof RoomPresence>;
