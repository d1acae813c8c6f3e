import { expect, test } from 'vitest';
import { CreateRoom, RegisterInput } from './index.ts';
import { fieldErrors } from './issues.ts';

function refused(schema: typeof RegisterInput | typeof CreateRoom, input: unknown) {
  const verdict = schema.safeParse(input);
  return verdict.success ? [] : fieldErrors(verdict.error.issues, input);
}

test('each faulty field is named by a pointer, with a code and what would be right', () => {
  expect(refused(RegisterInput, { handle: 'a', email: 'nobody' })).toEqual([
    { pointer: '/handle', code: 'too_short', params: { min: 2 } },
    { pointer: '/password', code: 'required' },
    { pointer: '/email', code: 'pattern' },
  ]);
});

test('what is no object is wrong as a whole', () => {
  for (const input of [null, undefined, [], 'text', 7]) {
    expect(refused(CreateRoom, input)).toMatchObject([{ pointer: '', code: 'wrong_type' }]);
  }
});

test('a fault is told once, however many rules it breaks', () => {
  expect(refused(RegisterInput, { handle: 'ada', password: 'x'.repeat(8), name: 'a\0b' })).toEqual([
    { pointer: '/name', code: 'invalid_character' },
  ]);
});

test('a field called __proto__ is nobody else', () => {
  const input = JSON.parse('{"__proto__":{"handle":"ada"},"password":"correct horse"}');
  expect(refused(RegisterInput, input)).toEqual([{ pointer: '/handle', code: 'required' }]);
});
