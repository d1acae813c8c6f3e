import { z } from 'zod';
import { PublicUser } from './accounts.ts';
import { cursor, integer, limit, string, text, time, userRef } from './fields.ts';
import { Author, Present, pageOf, ReadMark } from './models.ts';

/** Short name of a room in addresses: begins with a letter, 2 to 32 of a–z, 0–9 and `-`. */
export const Slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,31}$/)
  .meta({ examples: ['general'] });

const RoomName = text({ min: 1, max: 80 }).transform((value) => value.normalize('NFC').trim());
const Topic = string({ min: 0, max: 250 });
const Access = z.enum(['open', 'password', 'invite', 'hidden']);

/** What someone is in a room. */
export const RoomRole = z.enum(['member', 'moderator', 'owner']);

const Password = string({ min: 1, max: 72 });

/** People in a group of direct messages at most. */
export const MOST_IN_GROUP = 12;

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
    archivedAt: time.nullable(),
    lastMessageAt: time.nullable().meta({ description: 'When its newest message was sent' }),
    locked: z.boolean().meta({ description: 'Only who moderates may write' }),
    slowMode: z.int().min(0).meta({ description: 'Seconds between two messages of one person; 0 is off' }),
    mutedUntil: time.nullable().meta({ description: 'Until when the asker is muted here' }),
    people: z
      .array(Author.pick({ id: true, handle: true, name: true, hue: true }))
      .optional()
      .meta({ description: 'The others in a direct or group room' }),
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
    kind: z.enum(['room', 'group']).default('room').meta({
      description: 'A group is by invitation, has at most 12 people, and each is added by who moderates it',
    }),
    access: Access.nullish().meta({ description: 'open unless said; a group is always by invitation' }),
    password: Password.nullish(),
    people: z
      .array(userRef)
      .max(MOST_IN_GROUP - 1)
      .nullish()
      .meta({ description: 'Who is in the group from the start, besides the asker' }),
  })
  .meta({ id: 'CreateRoom' });
export type CreateRoom = z.infer<typeof CreateRoom>;

/** Changes of a room, by who may manage it. */
export const UpdateRoom = z
  .object({
    name: RoomName,
    topic: Topic.nullable(),
    slug: Slug.nullable(),
    access: Access,
    password: Password.meta({ description: 'Of a room whose access is, or becomes, `password`' }),
    locked: z.boolean(),
    slowMode: integer({ min: 0, max: 3_600 }).meta({ description: 'Seconds; 0 is off' }),
  })
  .partial()
  .meta({ id: 'UpdateRoom' });
export type UpdateRoom = z.infer<typeof UpdateRoom>;

/** Deletes a room: what it is called is typed. */
export const DeleteRoom = z.object({ confirm: string({ min: 1, max: 80 }) });
export type DeleteRoom = z.infer<typeof DeleteRoom>;

/** Joins a room. */
export const JoinRoom = z
  .object({ password: string({ min: 1, max: 1_024 }).nullish() })
  .meta({ id: 'JoinRoom' });

/** Which rooms, in which order. */
export const ListRooms = z.object({
  sort: z.enum(['recent', 'active', 'newest', 'name']).default('recent').meta({
    description:
      'recent: last visited first · active: where the asker has sent most · newest: newest message · name',
  }),
  filter: z.enum(['all', 'mine', 'open', 'password', 'joinable', 'direct', 'archived']).default('all').meta({
    description: 'joinable: open ones the asker is not in · direct: direct and group messages',
  }),
  q: string({ min: 1, max: 80 })
    .optional()
    .meta({ description: 'Part of the name, the short name or the topic' }),
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
  .object({ user: PublicUser, role: RoomRole, joinedAt: time, mutedUntil: time.nullable() })
  .meta({ id: 'Member', description: 'Someone who belongs to the room' });
export type Member = z.infer<typeof Member>;

/** A page of members. */
export const MemberPage = pageOf(Member).meta({ id: 'MemberPage' });

/** Who has the room open now. */
export const RoomPresence = z
  .object({ present: z.array(Present), count: z.int().min(0) })
  .meta({ id: 'RoomPresence', description: 'The first 100 who have the room open now; count is the truth' });
export type RoomPresence = z.infer<typeof RoomPresence>;
