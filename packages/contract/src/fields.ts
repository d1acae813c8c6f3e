import { LIMITS } from '@parlor/protocol';
import { z } from 'zod';

interface Range {
  readonly min: number;
  readonly max: number;
}

/** A custom refusal: zod carries `params` through to `fieldErrors`, which reads the code. */
export const refusal = (code: string, params?: Record<string, number | string>) => ({
  params: { code, ...(params && { params }) },
});

const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed();

/** A string of `min` to `max` UTF-16 units, well-formed and without NUL: the protocol's `Fields.string`. */
export const string = ({ min, max }: Range) =>
  z.string().min(min).max(max).refine(isStorable, refusal('invalid_character'));

/** As `string`, and not only white space: the protocol's `Fields.text`. */
export const text = (range: Range) =>
  string(range).refine((value) => value === '' || value.trim() !== '', refusal('blank'));

/** A whole number from `min` to `max`. Not `z.int()`: its refusal stops an object's own rules from being judged. */
export const integer = ({ min, max }: Range) =>
  z
    .number()
    .min(min)
    .max(max)
    .refine(Number.isSafeInteger, refusal('wrong_type', { expected: 'integer' }))
    .meta({ type: 'integer' });

/**
 * A field that may be absent or null, which mean the same; its reader writes `?? undefined`.
 * No transform: zod skips an object's own rules once a field's transform was refused.
 */
export const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.nullish();

/** A whole number in a query string: digits only, so that a repeated parameter is refused. */
export const queryInteger = ({ min, max }: Range) =>
  z
    .string()
    .regex(/^\d{1,16}$/, { error: 'integer', abort: true })
    .transform(Number)
    .pipe(integer({ min, max }))
    .meta({ type: 'integer', minimum: min, maximum: max, pattern: undefined });

/** A time, RFC 3339 in UTC with milliseconds. */
export const time = z.iso.datetime({ precision: 3 }).meta({ examples: ['2026-11-20T10:02:11.412Z'] });

/** A number in a room's log. */
export const seq = integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

/** A cursor into a room's log: 0 is its beginning. */
export const logCursor = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

/** An id of someone's own making: `clientId`, a command's id. */
export const clientId = string({ min: 1, max: LIMITS.id });

/** What names a room: its id or its slug. */
export const roomRef = string({ min: 1, max: LIMITS.room }).meta({
  description: 'Id or slug of the room',
  examples: ['general'],
});

/** What names a person: their id or `@handle`. */
export const userRef = string({ min: 1, max: 64 }).meta({
  description: 'Id of the person, or their @handle',
  examples: ['@ada'],
});

/** How many items a page has. */
export const limit = queryInteger({ min: 1, max: LIMITS.page }).optional();

/** Which page: what `page.next` or `page.prev` of another said. Opaque. */
export const cursor = z.string().max(1_024).optional();
