import { z } from 'zod';
import { PublicUser } from './accounts.ts';
import { cursor, limit, text, time } from './fields.ts';
import { pageOf } from './models.ts';

/** Who may start a direct message: from loose to strict. */
export const WhoMayMessage = z.enum(['shared_room', 'friends', 'mutual', 'nobody']);
export type WhoMayMessage = z.infer<typeof WhoMayMessage>;

/** How two people stand to each other, as one of them sees it. */
export const Relation = z
  .object({
    friend: z.enum(['none', 'requested', 'asked', 'friends']).meta({
      description: 'requested: by the asker · asked: by the other, who waits for an answer',
    }),
    following: z.boolean(),
    follower: z.boolean(),
    blocked: z.boolean().meta({ description: 'By the asker; whether the other blocks is told to nobody' }),
  })
  .meta({ id: 'Relation', description: 'How two people stand to each other, as the asker sees it' });
export type Relation = z.infer<typeof Relation>;

/** Which of one's people. */
export const ListRelations = z.object({ limit, cursor });
export type ListRelations = z.infer<typeof ListRelations>;

/** Someone, and since when they are what the list is of. */
export const Related = z
  .object({ user: PublicUser, since: time })
  .meta({ id: 'Related', description: 'Someone, and since when' });
export type Related = z.infer<typeof Related>;

/** A page of one's people. */
export const RelatedPage = pageOf(Related).meta({ id: 'RelatedPage' });

/** Who may start a direct message. */
export const MessageRule = z
  .object({ who: WhoMayMessage })
  .meta({ id: 'MessageRule', description: 'Who may start a direct message' });
export type MessageRule = z.infer<typeof MessageRule>;

/** One's own rule, and the server's, of which the stricter counts. */
export const MessageRules = z
  .object({ own: WhoMayMessage.nullable(), server: WhoMayMessage })
  .meta({ id: 'MessageRules' });
export type MessageRules = z.infer<typeof MessageRules>;

/** A word to everyone connected. */
export const Announcement = z
  .object({ text: text({ min: 1, max: 500 }), level: z.enum(['info', 'warning']).default('info') })
  .meta({ id: 'Announcement' });
export type Announcement = z.infer<typeof Announcement>;

/** How many heard it. */
export const Announced = z.object({ connections: z.int().min(0) }).meta({ id: 'Announced' });
export type Announced = z.infer<typeof Announced>;
