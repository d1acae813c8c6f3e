import { expect, test } from 'vitest';
import { plain } from './terminal.ts';

/** What others may send to move, colour, hide, reorder, or read from a terminal. */
const HOSTILE = [
  '\u001b[2J\u001b[H',
  '\u001b]0;title\u0007',
  '\u001b]52;c;ZXZpbA==\u0007',
  '\u001b]8;;http://evil\u001b\\text\u001b]8;;\u001b\\',
  '\u009b31m',
  '\u001bP+q\u001b\\',
  'a\rb',
  'a\bb',
  '\u202egnp.exe',
  'zero\u200bwidth\ufeff',
  '\u{e0041}\u{e0042}',
  '\u0000\u0007\u007f',
  'line\u2028line',
];

test('nothing that a terminal would obey or hide is printed', () => {
  const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;
  for (const text of HOSTILE) expect(plain(text), JSON.stringify(text)).not.toMatch(unsafe);
});

test('ordinary text of any script stays as it is', () => {
  for (const text of ['Grüße', 'שלום', '한국어', '👩🏽 🏮', 'e\u0301', 'a\\b "c"'])
    expect(plain(text)).toBe(text);
  expect(plain('two\nlines\tand tabs')).toBe('two lines and tabs');
});
