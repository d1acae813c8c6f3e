import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findHandles, toMentions } from './mentions.ts';
import { blankCode } from './prose.ts';

const handlesIn = (body: string) => findHandles(body).map(({ handle }) => handle);

describe('a mention', () => {
  test.each([
    ['@ada', ['ada']],
    ['Hi @Ada, and @bob!', ['ada', 'bob']],
    ['(@ada) "@bob" >@cyd', ['ada', 'bob', 'cyd']],
    ['@ada.', ['ada']],
    ['@a-b_c1', ['a-b_c1']],
    ['two @ada @ada', ['ada', 'ada']],
  ])('is found in %j', (body, handles) => expect(handlesIn(body)).toEqual(handles));

  test.each(['ada@example.com', 'a/@ada', '@@ada', '@', '@a', '@-ada', `@${'a'.repeat(25)}`, 'x.@ada', ''])(
    'is not found in %j',
    (body) => expect(handlesIn(body)).toEqual([]),
  );

  test('has its place in UTF-16 units, of the body as it was typed', () => {
    const body = '👍 `code` é @ada';
    const [named] = findHandles(body);
    expect(named).toEqual({ handle: 'ada', offset: body.indexOf('@'), length: 4 });
    expect(body.slice(named?.offset, (named?.offset ?? 0) + 4)).toBe('@ada');
  });

  test('names nobody when the handle belongs to nobody here', () => {
    const mentions = toMentions(findHandles('@ada @bob'), new Map([['bob', 'id']]));
    expect(mentions).toEqual([{ user: 'id', offset: 5, length: 4 }]);
  });

  test('is one of fifty at most', () => expect(findHandles('@ada '.repeat(60))).toHaveLength(50));
});

describe('in code nobody is mentioned', () => {
  test.each([
    ['`@ada` @bob', ['bob']],
    ['``@ada ` @cyd`` @bob', ['bob']],
    ['`@ada`` @bob', ['ada', 'bob']],
    ['\\`@ada` @bob', ['ada', 'bob']],
    ['\\``@ada` @bob', ['bob']],
    ['\\\\`@ada` @bob', ['bob']],
    ['`@ada\n@cyd` @bob', ['bob']],
    ['`@ada\n\n@bob`', ['ada', 'bob']],
    ['```\n@ada\n```\n@bob', ['bob']],
    ['```ts\n@ada\n``` not the end\n@cyd\n```\n@bob', ['bob']],
    ['~~~\n@ada\n```\n@cyd\n~~~~\n@bob', ['bob']],
    ['   ````\n@ada\n```\n@cyd\n````\n@bob', ['bob']],
    ['```\n@ada', []],
    ['```@ada``` @bob', ['bob']],
    ['@bob\n    ```\n@ada', ['bob', 'ada']],
    ['```\r\n@ada\r\n```\r\n@bob', ['bob']],
  ])('%j', (body, handles) => expect(handlesIn(body)).toEqual(handles));

  test('and what is not code stays, each character in its place', () => {
    const piece = fc.constantFrom('`', '``', '```', '~~~', '\n', '\n\n', '\\', ' ', '@ada', 'x', '\r');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const body = pieces.join('');
        const prose = blankCode(body);
        expect(prose).toHaveLength(body.length);
        for (let index = 0; index < body.length; index += 1)
          if (prose[index] !== ' ') expect(prose[index]).toBe(body[index]);
      }),
      { numRuns: 1_000 },
    );
  });
});

test.each([
  ['backticks', '`'.repeat(65_536)],
  ['runs of growing length', Array.from({ length: 360 }, (_, index) => '`'.repeat(index + 1)).join(' ')],
  ['runs that never close', '``` `'.repeat(13_000)],
  ['open fences', '```\n'.repeat(16_384)],
  ['long fences', `${'`'.repeat(32_000)}\n${'`'.repeat(31_999)}\n`],
  ['tildes', '~~~x\n'.repeat(13_000)],
  ['backslashes', `${'\\'.repeat(65_535)}\``],
  ['backslashes before backticks', '\\`'.repeat(32_768)],
  ['at signs', '@'.repeat(65_536)],
  ['names', '@aaaaaaaaaaaaaaaaaaaaaaaaa'.repeat(2_520)],
  ['blank lines', ' \n'.repeat(32_768)],
  ['spaces', `${' '.repeat(65_535)}\``],
])('256 KiB of %s hold nobody up', (_, hostile) => {
  // Were the time quadratic in the length, this would run into the test's time limit.
  expect(() => findHandles(`${hostile.repeat(4)}@ada`)).not.toThrow();
});
