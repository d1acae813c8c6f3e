import { z } from 'zod';
import { PublicUser } from './accounts.ts';
import { cursor, integer, limit, maybe, queryInteger, string, time } from './fields.ts';
import { Author, Message, pageOf } from './models.ts';
import { Room, RoomRole } from './rooms.ts';

const DAY = 86_400;
const reason = maybe(string({ min: 0, max: 250 })).meta({ description: 'For the moderation log' });

/** Why something is done: every field may be left out. */
export const Decision = z.object({ reason }).meta({ id: 'Decision' });
export type Decision = z.infer<typeof Decision>;

/** What someone becomes in a room. */
export const PutMember = z
  .object({ role: maybe(RoomRole).meta({ description: 'Stays what it is, or member, unless said' }) })
  .meta({ id: 'PutMember' });
export type PutMember = z.infer<typeof PutMember>;

/** For how long someone may not write. */
export const MuteInput = z
  .object({
    seconds: maybe(integer({ min: 1, max: 366 * DAY })).meta({
      description: 'Until it is lifted, unless said',
    }),
    reason,
  })
  .meta({ id: 'MuteInput' });
export type MuteInput = z.infer<typeof MuteInput>;

/** How a mute stands. */
export const Mute = z.object({ mutedUntil: time }).meta({ id: 'Mute' });
export type Mute = z.infer<typeof Mute>;

/** Someone on a list of a room. */
export const Listed = z
  .object({ user: PublicUser, addedAt: time })
  .meta({ id: 'Listed', description: 'Someone on the allow list or the block list of a room' });
export type Listed = z.infer<typeof Listed>;

/** A page of a list. */
export const ListedPage = pageOf(Listed).meta({ id: 'ListedPage' });

/** A new invite. */
export const CreateInvite = z
  .object({
    expiresIn: maybe(integer({ min: 1, max: 366 * DAY })).meta({
      description: 'Seconds; never, unless said',
    }),
    maxUses: maybe(integer({ min: 1, max: 100_000 })).meta({ description: 'Without a limit, unless said' }),
  })
  .meta({ id: 'CreateInvite' });
export type CreateInvite = z.infer<typeof CreateInvite>;

/** A way into a room, without its code. */
export const Invite = z
  .object({
    id: z.string(),
    createdBy: z.string(),
    createdAt: time,
    expiresAt: time.nullable(),
    maxUses: z.int().nullable(),
    uses: z.int(),
  })
  .meta({ id: 'Invite', description: 'A way into a room, without its code' });
export type Invite = z.infer<typeof Invite>;

/** A new invite with its code, which is told this once. */
export const NewInvite = Invite.extend({
  code: z.string().meta({ description: 'Told this once: only its hash is stored' }),
}).meta({ id: 'NewInvite' });
export type NewInvite = z.infer<typeof NewInvite>;

/** The invites of a room. */
export const InviteList = z.object({ items: z.array(Invite) }).meta({ id: 'InviteList' });

/** Uses an invite, or looks at it. */
export const InviteCode = z.object({ code: string({ min: 16, max: 128 }) }).meta({ id: 'InviteCode' });

/** What an invite leads to, for who has its code. */
export const InvitePreview = z
  .object({
    room: Room.pick({ name: true, slug: true, topic: true, members: true }),
    by: Author,
    expiresAt: time.nullable(),
  })
  .meta({ id: 'InvitePreview' });
export type InvitePreview = z.infer<typeof InvitePreview>;

/** Asks to be let in. */
export const AskToJoin = z
  .object({ words: maybe(string({ min: 0, max: 250 })).meta({ description: 'Why, for who decides' }) })
  .meta({ id: 'AskToJoin' });
export type AskToJoin = z.infer<typeof AskToJoin>;

/** Someone who asks to be let in. */
export const JoinRequest = z
  .object({ user: PublicUser, words: z.string(), askedAt: time })
  .meta({ id: 'JoinRequest', description: 'Someone who asks to be let in' });
export type JoinRequest = z.infer<typeof JoinRequest>;

/** A page of those who ask. */
export const JoinRequestPage = pageOf(JoinRequest).meta({ id: 'JoinRequestPage' });

/** The pinned messages of a room. */
export const PinList = z.object({ items: z.array(Message) }).meta({ id: 'PinList' });

/** Which part of the moderation log. */
export const ListLog = z.object({
  room: string({ min: 1, max: 64 }).optional().meta({ description: 'Id of a room: its part alone' }),
  limit,
  cursor,
});
export type ListLog = z.infer<typeof ListLog>;

/** One decision. */
export const LogEntry = z
  .object({
    id: z.string(),
    room: z.string(),
    actor: z.string(),
    action: z.string().meta({ examples: ['kick'] }),
    target: z.string().nullable(),
    seq: z.int().nullable(),
    reason: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()).nullable(),
    at: time,
  })
  .meta({ id: 'LogEntry', description: 'A decision: who did what to whom, where and why' });
export type LogEntry = z.infer<typeof LogEntry>;

/** A page of decisions, newest first. */
export const LogPage = pageOf(LogEntry).meta({ id: 'LogPage' });

/** Why a message is reported. */
export const ReportMessage = z
  .object({
    reason: z.enum(['spam', 'harassment', 'illegal', 'other']),
    words: maybe(string({ min: 0, max: 500 })),
  })
  .meta({ id: 'ReportMessage' });
export type ReportMessage = z.infer<typeof ReportMessage>;

const ReportState = z.enum(['open', 'claimed', 'acted', 'dismissed']);

/** Which reports. */
export const ListReports = z.object({ state: ReportState.default('open'), limit, cursor });
export type ListReports = z.infer<typeof ListReports>;

/** A report. */
export const Report = z
  .object({
    id: z.string(),
    room: z.string(),
    seq: z.int(),
    reporter: z.string(),
    reason: z.enum(['spam', 'harassment', 'illegal', 'other']),
    words: z.string(),
    state: ReportState,
    handledBy: z.string().nullable(),
    reportedAt: time,
  })
  .meta({ id: 'Report', description: 'A message that somebody finds should be looked at' });
export type Report = z.infer<typeof Report>;

/** A page of reports. */
export const ReportPage = pageOf(Report).meta({ id: 'ReportPage' });

/** A report with what it is about. */
export const ReportedMessages = z
  .object({ report: Report, messages: z.array(Message).max(11) })
  .meta({ id: 'ReportedMessages', description: 'A report, the message, and five on each side' });
export type ReportedMessages = z.infer<typeof ReportedMessages>;

/** What becomes of a report. */
export const MoveReport = z
  .object({ state: z.enum(['claimed', 'acted', 'dismissed']) })
  .meta({ id: 'MoveReport' });
export type MoveReport = z.infer<typeof MoveReport>;

/** What a message said before its edits. */
export const SaidBefore = z
  .object({ items: z.array(z.object({ version: z.int(), body: z.string(), at: time })) })
  .meta({ id: 'SaidBefore', description: 'Words before each edit; version is the number of the edit' });

/** How finely a histogram is cut. */
export const ListHistogram = z.object({
  buckets: queryInteger({ min: 1, max: 200 }).default(60),
});
export type ListHistogram = z.infer<typeof ListHistogram>;

/** When a room talked. */
export const Histogram = z
  .object({
    items: z.array(z.object({ at: time, count: z.int().min(0), seq: z.int() })),
    count: z.int().min(0),
  })
  .meta({
    id: 'Histogram',
    description: 'Stretches of time of one length, and a message to jump to in each',
  });
export type Histogram = z.infer<typeof Histogram>;
