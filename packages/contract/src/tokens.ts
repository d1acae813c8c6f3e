import { z } from 'zod';
import { integer, text, time } from './fields.ts';

/** What a token may be given: a verb on a noun. A person's own sign-in has them all. */
export const SCOPES = [
  ...(['profile:read', 'profile:write', 'people:read', 'people:write'] as const),
  ...(['rooms:read', 'rooms:write', 'messages:read', 'messages:write'] as const),
  ...(['admin:read', 'admin:write'] as const),
] as const;

/** A verb on a noun. */
export const Scope = z.enum(SCOPES).meta({
  id: 'Scope',
  description: 'What a token may do, as far as the role of its person allows it',
});
export type Scope = z.infer<typeof Scope>;

/** Seconds from now on: a minute to ten years. */
export const expiresIn = integer({ min: 60, max: 315_360_000 }).meta({
  description: 'Seconds from now on',
  examples: [86_400],
});

/** A token of one's programs, or of a bot, without its secret. */
export const ApiToken = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(Scope),
    createdAt: time,
    expiresAt: time.nullable(),
    lastUsedAt: time.nullable().meta({ description: 'To the minute' }),
  })
  .meta({ id: 'ApiToken', description: 'A token of a program, without its secret' });
export type ApiToken = z.infer<typeof ApiToken>;

/** A new token: the only answer that has its secret. */
export const NewApiToken = z
  .object({
    ...ApiToken.shape,
    token: z.string().meta({ description: 'Shown this once', examples: ['parlor_pat_…'] }),
  })
  .meta({ id: 'NewApiToken', description: 'A new token; its secret is shown this once' });
export type NewApiToken = z.infer<typeof NewApiToken>;

/** Someone's tokens. */
export const ApiTokenList = z.object({ items: z.array(ApiToken) }).meta({ id: 'ApiTokenList' });

/** A token to make. */
export const CreateApiToken = z
  .object({
    name: text({ min: 1, max: 60 }).meta({ examples: ['deploy script'] }),
    scopes: z
      .array(Scope)
      .min(1)
      .max(SCOPES.length)
      .meta({ examples: [['messages:write']] }),
    expiresIn: expiresIn.nullish().meta({ description: 'Seconds from now on; without it, never' }),
  })
  .meta({ id: 'CreateApiToken' });
export type CreateApiToken = z.infer<typeof CreateApiToken>;
