import { LIMITS } from '@parlor/protocol';
import { z } from 'zod';
import { clientId, limit, maybe, queryInteger, refusal, seq, string, text, time } from './fields.ts';
import { ChangeEvent, Message, Mine, pageOf } from './models.ts';

const anySeq = { min: 1, max: Number.MAX_SAFE_INTEGER };
const body = { min: 1, max: LIMITS.body };
const MOST_FILES = 10;
const files = z.array(string({ min: 1, max: LIMITS.id })).max(MOST_FILES);

/** What a message is made of. A message of files alone needs no words. */
const said = {
  body: string({ ...body, min: 0 }).meta({ examples: ['Hello'] }),
  replyTo: maybe(seq),
  files: maybe(files),
};

/** Judges the words although another field is refused: all faults are told at once. */
const whenWordless = ({ value }: { readonly value: unknown }) => {
  if (typeof value !== 'object' || value === null) return false;
  const { body: words, files: attached } = value as { body?: unknown; files?: unknown };
  const hasFiles = Array.isArray(attached) && attached.length > 0 && attached.length <= MOST_FILES;
  return typeof words === 'string' && !hasFiles;
};

/** A message of files alone needs no words; any other needs some. */
export const withWords = <Schema extends z.ZodType<{ body: string }>>(schema: Schema) =>
  schema
    .refine(({ body: words }) => words !== '', {
      ...refusal('too_short', { min: 1 }),
      path: ['body'],
      when: whenWordless,
    })
    .refine(({ body: words }) => words === '' || words.trim() !== '', {
      ...refusal('blank'),
      path: ['body'],
      when: whenWordless,
    });

/** A new message. */
export const SendMessage = withWords(z.object({ ...said, clientId: maybe(clientId) })).meta({
  id: 'SendMessage',
});
export type SendMessage = z.infer<typeof SendMessage>;

/** As the `message.send` command carries it. */
export const saidOverSocket = { ...said, clientId };

/** New words of one's own message. */
export const EditMessage = z
  .object({ body: text(body).meta({ examples: ['Hello again'] }) })
  .meta({ id: 'EditMessage' });
export type EditMessage = z.infer<typeof EditMessage>;

/** Which messages of a room. */
export const ListMessages = z.object({
  limit,
  before: queryInteger(anySeq).optional().meta({ description: 'Older than this seq' }),
  after: queryInteger({ ...anySeq, min: 0 })
    .optional()
    .meta({ description: 'Newer than this seq' }),
  around: queryInteger(anySeq).optional().meta({ description: 'Half before, half from this seq on' }),
  at: time.optional().meta({ description: 'Half before, half from this time on' }),
  order: z.enum(['desc', 'asc']).default('desc').meta({ description: 'Newest first, or oldest first' }),
});
export type ListMessages = z.infer<typeof ListMessages>;

/** A page of messages. */
export const MessagePage = pageOf(Message).extend({ mine: Mine }).meta({ id: 'MessagePage' });
export type MessagePage = z.infer<typeof MessagePage>;

/** Which message of a room: the number of the change that made it. */
export const messageSeq = queryInteger(anySeq).meta({ description: 'The seq that created the message' });

/** Which reaction. */
export const reactionEmoji = string({ min: 1, max: 64 }).meta({ description: 'The emoji', examples: ['👍'] });

/** The reactions of a message. */
export const Reactors = z.object({ items: Message.shape.reactions }).meta({ id: 'Reactors' });
export type Reactors = z.infer<typeof Reactors>;

/** The number that a change has taken, or the last one where there was nothing to change. */
export const Version = z.object({ version: seq }).meta({ id: 'Version' });
export type Version = z.infer<typeof Version>;

/** Which changes of a room. */
export const ListChanges = z.object({ after: queryInteger({ ...anySeq, min: 0 }).optional(), limit });
export type ListChanges = z.infer<typeof ListChanges>;

export const ChangePage = pageOf(ChangeEvent)
  .extend({ epoch: z.string() })
  .meta({ id: 'ChangePage', description: 'What a replay would give' });
export type ChangePage = z.infer<typeof ChangePage>;
