import type { FieldError, ProblemBody } from '@parlor/protocol';

/** A conflict of a new account is about its handle: said there, not above the form. */
export function taken({ code, errors }: ProblemBody): readonly FieldError[] | undefined {
  return code === 'conflict' ? (errors ?? [{ pointer: '/handle', code: 'taken' }]) : undefined;
}
