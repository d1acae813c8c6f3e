import type { FieldError, ProblemBody } from '@parlor/protocol';
import type { Key } from './locale.ts';
import type { Text } from './use-text.ts';

const BY_CODE: Readonly<Record<string, Key>> = {
  not_found: 'problem.not_found',
  forbidden: 'problem.forbidden',
  muted: 'problem.muted',
  blocked: 'problem.blocked',
  room_locked: 'problem.room_locked',
  payload_too_large: 'problem.payload_too_large',
  gone: 'problem.gone',
  conflict: 'problem.conflict',
  slow_mode: 'problem.slow_mode',
  registration_closed: 'problem.registration_closed',
};

/** Says a failure in the reader's words. `undefined`: there was no answer at all. */
export function problemText(t: Text, problem: Partial<ProblemBody> | undefined): string {
  if (problem?.code === undefined) return t('problem.offline');
  if (problem.code === 'rate_limited') return t('problem.rate_limited', { seconds: problem.retryAfter ?? 0 });
  const [only] = problem.errors ?? [];
  if (only && problem.errors?.length === 1) return fieldText(t, only);
  return t(BY_CODE[problem.code] ?? 'problem.other');
}

const BY_FIELD: Readonly<Record<string, Key>> = {
  required: 'error.required',
  blank: 'error.blank',
  invalid_character: 'error.invalid_character',
  pattern: 'error.pattern',
  taken: 'error.taken',
  reserved: 'error.reserved',
};

/** Says what is wrong in one field. */
export function fieldText(t: Text, { pointer, code, params = {} }: FieldError): string {
  if (code === 'pattern' && pointer === '/slug') return t('error.pattern.slug');
  if (code === 'too_short') return t('error.too_short', { min: Number(params.min ?? 1) });
  if (code === 'too_long') {
    const unit = t(params.unit === 'bytes' ? 'error.bytes' : 'error.characters');
    return t('error.too_long', { max: Number(params.max ?? 0), unit });
  }
  return t(BY_FIELD[code] ?? 'error.invalid');
}
