import { z } from 'zod';
import { refusal, string, text, time } from './fields.ts';
import { Author, pageOf } from './models.ts';

/** bcrypt reads no more than this many bytes: a longer password is refused, never cut. */
export const PASSWORD_BYTES = 72;

// Invisible and direction-changing characters let one name pass for another. The two joiners are part of
// emoji and of several scripts, so they are refused only where neither needs them.
const HIDDEN =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d|\u200d(?!\p{Extended_Pictographic})|(?<!\p{L}\p{M}*)\u200c|\u200c(?!\p{L})/u;

const isVisible = (value: string) => !HIDDEN.test(value);
const tidy = (value: string) => value.normalize('NFC').trim().replace(/\s+/gu, ' ');

/** What people type to name someone: a–z, 0–9, `_` and `-`; capitals are taken as small letters. */
export const Handle = z
  .string()
  .min(2)
  .max(24)
  .regex(/^[a-zA-Z0-9_-]*$/)
  .transform((value) => value.toLowerCase())
  .meta({ examples: ['ada'] });

/** How someone is shown, in any script. */
export const DisplayName = text({ min: 1, max: 40 })
  .refine(isVisible, refusal('invalid_character'))
  .transform(tidy)
  .meta({ examples: ['Ada Lovelace'] });

/** A new password: 8 characters to 72 bytes. */
export const NewPassword = string({ min: 8, max: 1_024 })
  .refine(
    (value) => bytes(value) <= PASSWORD_BYTES,
    refusal('too_long', { max: PASSWORD_BYTES, unit: 'bytes' }),
  )
  .meta({ examples: ['correct horse'] });

/** The password one has: longer ones cannot be right, and are not cut to be compared. */
export const OwnPassword = string({ min: 1, max: 1_024 })
  .refine(
    (value) => bytes(value) <= PASSWORD_BYTES,
    refusal('too_long', { max: PASSWORD_BYTES, unit: 'bytes' }),
  )
  .meta({ examples: ['correct horse'] });

/** Where somebody gets mail; only they and admins see it. */
export const Email = z
  .email()
  .max(254)
  .meta({ examples: ['ada@example.com'] });

/** Makes the first admin. */
export const SetupInput = z
  .object({
    code: string({ min: 1, max: 128 }).meta({
      description: 'The one-time code from the log',
      examples: ['K7QM-2F9D'],
    }),
    handle: Handle,
    password: NewPassword,
    name: DisplayName.nullish(),
    serverName: text({ min: 1, max: 80 }).nullish(),
  })
  .meta({ id: 'SetupInput' });
export type SetupInput = z.infer<typeof SetupInput>;

/** A new account. */
export const RegisterInput = z
  .object({
    handle: Handle,
    password: NewPassword,
    name: DisplayName.nullish(),
    email: Email.nullish(),
    invite: string({ min: 1, max: 128 })
      .nullish()
      .meta({ description: 'The code of an invitation, where the server wants one' }),
  })
  .meta({ id: 'RegisterInput' });
export type RegisterInput = z.infer<typeof RegisterInput>;

/** Signs in, by handle or e-mail. */
export const LoginInput = z
  .object({
    login: string({ min: 1, max: 254 }).meta({ examples: ['ada'] }),
    password: OwnPassword,
  })
  .meta({ id: 'LoginInput' });
export type LoginInput = z.infer<typeof LoginInput>;

/** A person as everyone may see them. */
export const PublicUser = z
  .object({
    ...Author.shape,
    handle: z.string(),
    name: z.string(),
    bio: z.string(),
    role: z.enum(['user', 'moderator', 'admin']),
    createdAt: time,
  })
  .meta({ id: 'PublicUser', description: 'A person as everyone may see them' });
export type PublicUser = z.infer<typeof PublicUser>;

/** A person as they see themselves. */
export const Me = z
  .object({ ...PublicUser.shape, email: z.string().nullable() })
  .meta({ id: 'Me', description: 'The asker, with what only they may see' });
export type Me = z.infer<typeof Me>;

/** The hue of one's name: chosen, or the one that comes with the id. */
export const Hue = z
  .union([z.literal('auto'), z.int().min(0).max(359)])
  .meta({ description: 'Degrees, or auto for the one that comes with the account', examples: [200] });

/** A few words about oneself. */
export const Bio = string({ min: 0, max: 160 })
  .refine(isVisible, refusal('invalid_character'))
  .transform(tidy);

/** Changes of one's own profile. */
export const UpdateMe = z
  .object({
    handle: Handle.meta({ description: 'The one before leads on for 30 days, and stays nobody else’s' }),
    name: DisplayName,
    hue: Hue,
    bio: Bio,
  })
  .partial()
  .meta({ id: 'UpdateMe' });
export type UpdateMe = z.infer<typeof UpdateMe>;

/** What every way of signing in answers. */
export const SignedIn = z
  .object({
    user: Me,
    accessToken: z.string().meta({ description: 'Send it as Authorization: Bearer' }),
    expiresIn: z.int().meta({ description: 'Seconds that the access token is good for' }),
  })
  .meta({ id: 'SignedIn' });
export type SignedIn = z.infer<typeof SignedIn>;

/** One of the asker's own sign-ins. */
export const Session = z
  .object({
    id: z.string(),
    current: z.boolean().meta({ description: 'Whether the request was made by this one' }),
    userAgent: z.string(),
    address: z.string(),
    createdAt: time,
    lastUsedAt: time,
    expiresAt: time,
  })
  .meta({ id: 'Session', description: "One of the asker's own sign-ins" });
export type Session = z.infer<typeof Session>;

/** The asker's own sign-ins. */
export const SessionList = z.object({ items: z.array(Session) }).meta({ id: 'SessionList' });

/** A page of people. */
export const UserPage = pageOf(PublicUser).meta({ id: 'UserPage' });

/** What a page needs to know before anyone has signed in. */
export const ServerInfo = z
  .object({
    name: z.string(),
    version: z.string(),
    api: z.int(),
    setupDone: z.boolean(),
    registration: z.enum(['open', 'invite', 'approval', 'closed']),
  })
  .meta({ id: 'ServerInfo' });
export type ServerInfo = z.infer<typeof ServerInfo>;

/** Length in UTF-8; this package knows neither Node nor browsers, so it counts by itself. */
function bytes(value: string): number {
  let length = 0;
  for (const character of value) {
    const point = character.codePointAt(0) ?? 0;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}
