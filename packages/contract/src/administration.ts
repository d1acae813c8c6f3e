import { z } from 'zod';
import {
  Bio,
  DisplayName,
  Email,
  Handle,
  Hue,
  Me,
  NewPassword,
  OwnPassword,
  PublicUser,
} from './accounts.ts';
import { cursor, integer, limit, string, text, time } from './fields.ts';
import { Author, pageOf } from './models.ts';
import { expiresIn } from './tokens.ts';

const Role = PublicUser.shape.role;
const secret = (what: string) => string({ min: 1, max: 128 }).meta({ description: what });

/** What becomes of the messages of somebody who is deleted. */
export const MessagesOfDeleted = z.enum(['keep', 'erase']).meta({
  description: 'keep: they stay, without a name · erase: each is deleted, and the rooms are told',
});

/** Deletes one's own account. */
export const DeleteMe = z
  .object({ password: OwnPassword, messages: MessagesOfDeleted.default('keep') })
  .meta({ id: 'DeleteMe' });
export type DeleteMe = z.infer<typeof DeleteMe>;

/** Deletes somebody's account. */
export const DeleteUser = z
  .object({ messages: MessagesOfDeleted.default('keep') })
  .meta({ id: 'DeleteUser' });
export type DeleteUser = z.infer<typeof DeleteUser>;

/** Changes one's own password. */
export const ChangePassword = z
  .object({ oldPassword: OwnPassword, newPassword: NewPassword })
  .meta({ id: 'ChangePassword' });
export type ChangePassword = z.infer<typeof ChangePassword>;

/** A person as admins see them. */
export const AdminUser = z
  .object({ ...Me.shape, state: z.enum(['active', 'pending', 'suspended']) })
  .meta({ id: 'AdminUser', description: 'A person as admins see them' });
export type AdminUser = z.infer<typeof AdminUser>;

/** A page of people as admins see them. */
export const AdminUserPage = pageOf(AdminUser).meta({ id: 'AdminUserPage' });

/** Which people, for admins. */
export const ListUsers = z.object({ limit, cursor, state: AdminUser.shape.state.optional() });
export type ListUsers = z.infer<typeof ListUsers>;

/** An account that an admin makes. Without a password its person comes in by a sign-in link. */
export const CreateUser = z
  .object({
    handle: Handle,
    name: DisplayName.nullish(),
    email: Email.nullish(),
    password: NewPassword.nullish(),
    role: Role.default('user'),
  })
  .meta({ id: 'CreateUser' });
export type CreateUser = z.infer<typeof CreateUser>;

/** Changes of somebody's account, by an admin. Nobody's words are among them. */
export const UpdateUser = z
  .object({
    handle: Handle,
    name: DisplayName,
    hue: Hue,
    bio: Bio,
    email: Email.nullable(),
    role: Role,
    state: z.enum(['active', 'suspended']),
  })
  .partial()
  .meta({ id: 'UpdateUser' });
export type UpdateUser = z.infer<typeof UpdateUser>;

/** Why somebody is suspended. */
export const Suspend = z
  .object({
    reason: string({ min: 0, max: 500 }).nullish().meta({ description: 'For the audit' }),
  })
  .meta({ id: 'Suspend' });
export type Suspend = z.infer<typeof Suspend>;

/** A program's own account. */
export const CreateBot = z
  .object({ handle: Handle, name: DisplayName.nullish(), bio: Bio.nullish() })
  .meta({ id: 'CreateBot' });
export type CreateBot = z.infer<typeof CreateBot>;

/** A way back in for one person. */
export const SignInLink = z
  .object({
    token: z.string().meta({ description: 'For POST /api/v1/auth/link; shown this once' }),
    url: z.string().meta({ description: 'The page to open: an address when BASE_URL is set, else a path' }),
    expiresAt: time,
  })
  .meta({ id: 'SignInLink', description: 'A way back in: good once, for half an hour' });
export type SignInLink = z.infer<typeof SignInLink>;

/** Uses a sign-in link. */
export const UseSignInLink = z
  .object({
    token: secret('What the link ends with'),
    newPassword: NewPassword.nullish().meta({ description: 'Replaces a forgotten one' }),
  })
  .meta({ id: 'UseSignInLink' });
export type UseSignInLink = z.infer<typeof UseSignInLink>;

/** A way in for newcomers, without its code. */
export const Invitation = z
  .object({
    id: z.string(),
    note: z.string(),
    createdBy: z.string(),
    createdAt: time,
    expiresAt: time.nullable(),
    maxUses: z.int().nullable(),
    uses: z.int(),
    state: z.enum(['open', 'used', 'expired', 'revoked']),
  })
  .meta({ id: 'Invitation', description: 'A way in for newcomers, without its code' });
export type Invitation = z.infer<typeof Invitation>;

/** A new invitation: the only answer that has its code. */
export const NewInvitation = z
  .object({
    ...Invitation.shape,
    code: z.string().meta({ description: 'Shown this once' }),
    url: z.string().meta({ description: 'The page to open: an address when BASE_URL is set, else a path' }),
  })
  .meta({ id: 'NewInvitation', description: 'A new invitation; its code is shown this once' });
export type NewInvitation = z.infer<typeof NewInvitation>;

/** A page of invitations. */
export const InvitationPage = pageOf(Invitation).meta({ id: 'InvitationPage' });

/** An invitation to make: good once and for a week, unless said. */
export const CreateInvitation = z
  .object({
    note: string({ min: 0, max: 200 }).nullish(),
    expiresIn: expiresIn.nullable().default(604_800).meta({ description: 'Seconds; null: never expires' }),
    maxUses: integer({ min: 1, max: 100_000 }).nullable().default(1).meta({ description: 'null: no limit' }),
  })
  .meta({ id: 'CreateInvitation' });
export type CreateInvitation = z.infer<typeof CreateInvitation>;

/** Looks at an invitation before using it. */
export const LookAtInvitation = z.object({ code: secret('The code') }).meta({ id: 'LookAtInvitation' });
export type LookAtInvitation = z.infer<typeof LookAtInvitation>;

/** What an invitation says to who holds it. */
export const InvitationView = z
  .object({ serverName: z.string(), invitedBy: Author.nullable(), expiresAt: time.nullable() })
  .meta({ id: 'InvitationView', description: 'Who invites, and where to' });
export type InvitationView = z.infer<typeof InvitationView>;

/** One thing that an admin or a moderator did. */
export const AuditEntry = z
  .object({
    seq: z.int(),
    at: time,
    actor: z.object({ id: z.string(), handle: z.string() }),
    action: z.string().meta({ examples: ['user.suspended'] }),
    target: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
    details: z.record(z.string(), z.unknown()),
    previous: z.string().meta({ description: 'digest of the entry before' }),
    digest: z.string().meta({
      description: 'SHA-256 over the entry and `previous`: a changed or missing entry breaks the chain',
    }),
  })
  .meta({ id: 'AuditEntry', description: 'What an admin or a moderator did' });
export type AuditEntry = z.infer<typeof AuditEntry>;

/** A page of the audit, the newest entry first. */
export const AuditPage = pageOf(AuditEntry).meta({ id: 'AuditPage' });

/** Which entries. */
export const ListAudit = z.object({
  limit,
  cursor,
  action: text({ min: 1, max: 64 }).optional().meta({ description: 'Only this action' }),
});
export type ListAudit = z.infer<typeof ListAudit>;

/** What somebody is told who has to wait for an admin. */
export const PendingAccount = z
  .object({ pending: z.literal(true) })
  .meta({ id: 'PendingAccount', description: 'The account is made, and waits for an admin' });
export type PendingAccount = z.infer<typeof PendingAccount>;

/** The id of something that only its owner, or an admin, may name. */
export const ownId = string({ min: 1, max: 64 }).meta({ description: 'Id' });
