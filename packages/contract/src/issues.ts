import type { FieldError, FieldErrorCode } from '@parlor/protocol';

/** What zod, or any Standard Schema, says about one fault. */
export interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The parts of a zod issue that decide its code; a foreign issue has none of them. */
interface ZodIssue extends Issue {
  readonly code?: string;
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly input?: unknown;
  readonly errors?: readonly (readonly ZodIssue[])[];
  readonly params?: { readonly code?: FieldErrorCode; readonly params?: FieldError['params'] };
}

/** Says what is wrong in each field, in the protocol's words. `input` tells a missing field from a wrong one. */
export function fieldErrors(issues: readonly Issue[], input: unknown): FieldError[] {
  const errors = issues.map((issue) => {
    const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
    return { pointer: pointerOf(path), ...reason(issue as ZodIssue, path, input) };
  });
  return errors.filter((error, index) => index === errors.findIndex((other) => isSame(other, error)));
}

/** Two rules may refuse the same thing; it is told once. */
function isSame(one: FieldError, other: FieldError): boolean {
  return one.pointer === other.pointer && one.code === other.code;
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function reason(issue: ZodIssue, path: readonly PropertyKey[], input: unknown): Omit<FieldError, 'pointer'> {
  const length = issue.origin === 'string' || issue.origin === 'array';
  switch (issue.code) {
    case 'invalid_type':
      if (isMissing(input, path)) return { code: 'required' };
      return {
        code: 'wrong_type',
        params: { expected: issue.expected === 'int' ? 'integer' : (issue.expected ?? '') },
      };
    case 'too_small':
      return { code: length ? 'too_short' : 'too_small', params: { min: Number(issue.minimum) } };
    case 'too_big':
      return { code: length ? 'too_long' : 'too_large', params: { max: Number(issue.maximum) } };
    case 'invalid_value':
      if (isMissing(input, path)) return { code: 'required' };
      return { code: 'not_in_list', params: { accepted: (issue.values ?? []).join(', ') } };
    case 'invalid_format':
      return issue.message === 'integer'
        ? { code: 'wrong_type', params: { expected: 'integer' } }
        : { code: 'pattern' };
    case 'invalid_union': {
      // Of several forms the last one given is the usual one: what is wrong with that is told.
      const [usual] = issue.errors?.at(-1) ?? [];
      return usual && !isMissing(input, path) ? reason(usual, path, input) : { code: 'required' };
    }
    case 'custom':
      return {
        code: issue.params?.code ?? 'invalid',
        ...(issue.params?.params && { params: issue.params.params }),
      };
    default:
      return { code: 'invalid' };
  }
}

function isMissing(input: unknown, path: readonly PropertyKey[]): boolean {
  if (path.length === 0) return false;
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return true;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value === undefined || value === null;
}
