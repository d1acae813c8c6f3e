import { invalidInput } from '@parlor/protocol';

/** A place in a list: the sort values of a row, and which way to go on from it. */
export interface Cursor {
  readonly way: 'next' | 'prev';
  readonly values: readonly (string | number)[];
}

/** The cursor as clients carry it. */
export function encodeCursor({ way, values }: Cursor): string {
  return Buffer.from(JSON.stringify([way === 'next' ? 1 : 0, ...values])).toString('base64url');
}

/**
 * The place a client's cursor names. It comes from outside: only its form is believed, and a forged one shows
 * nothing but another place of the same list.
 * @throws Problem `invalid_input`
 */
export function decodeCursor(text: string, length: number): Cursor {
  const parts = parse(text);
  const [way, ...values] = Array.isArray(parts) ? parts : [];
  const isKey = (value: unknown) => typeof value === 'string' || Number.isSafeInteger(value);
  if ((way !== 0 && way !== 1) || values.length !== length || !values.every(isKey)) {
    throw invalidInput([{ pointer: '/cursor', code: 'invalid' }]);
  }
  return { way: way === 1 ? 'next' : 'prev', values };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
