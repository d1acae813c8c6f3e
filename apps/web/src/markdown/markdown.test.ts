import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Inline } from './ast.ts';
import { parseBlocks } from './blocks.ts';
import { parseInline, safeAddress } from './inline.ts';
import { plainText } from './plain.ts';

const text = (words: string): Inline => ({ type: 'text', text: words });

describe('inline Markdown', () => {
  it.each([
    ['**bold** it', [{ type: 'strong', children: [text('bold')] }, text(' it')]],
    [
      '*it* and _it_',
      [
        { type: 'emphasis', children: [text('it')] },
        text(' and '),
        { type: 'emphasis', children: [text('it')] },
      ],
    ],
    ['~~gone~~', [{ type: 'strike', children: [text('gone')] }]],
    ['||secret||', [{ type: 'spoiler', children: [text('secret')] }]],
    [
      '**a *b* c**',
      [{ type: 'strong', children: [text('a '), { type: 'emphasis', children: [text('b')] }, text(' c')] }],
    ],
    ['`a * b`', [{ type: 'code', text: 'a * b' }]],
    ['`` a`b ``', [{ type: 'code', text: 'a`b' }]],
    ['\\*plain\\*', [text('*plain*')]],
    ['hi @Ada!', [text('hi '), { type: 'mention', handle: 'ada' }, text('!')]],
  ])('reads %s', (source, parts) => {
    expect(parseInline(source)).toEqual(parts);
  });

  it.each([
    '2 * 3 * 4',
    'snake_case_name',
    'a ** b',
    '**',
    '`',
    'ada@example.org',
    '[x]',
    '[x](y)',
    '__init',
    '| a || b',
  ])('leaves %s as it was typed', (source) => {
    expect(parseInline(source)).toEqual([text(source)]);
  });

  it('links addresses, without the full stop or bracket of the sentence around them', () => {
    expect(parseInline('(see https://a.example/x_(y)).')).toEqual([
      text('(see '),
      { type: 'link', href: 'https://a.example/x_(y)', children: [text('https://a.example/x_(y)')] },
      text(').'),
    ]);
  });

  it('links words, and holds no link in a link', () => {
    expect(parseInline('[notes https://b.example](https://a.example)')).toEqual([
      { type: 'link', href: 'https://a.example/', children: [text('notes '), text('https://b.example')] },
    ]);
  });

  it.each([
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//evil.example',
    'https://',
  ])('makes no link of %s', (address) => {
    expect(safeAddress(address)).toBeUndefined();
    expect(parseInline(`[x](${address})`).every(({ type }) => type === 'text')).toBe(true);
  });
});

describe('blocks of Markdown', () => {
  it('keeps the line breaks of a paragraph, and ends it at an empty line', () => {
    expect(parseBlocks('a\nb\n\nc')).toEqual([
      { type: 'paragraph', children: [text('a\nb')] },
      { type: 'paragraph', children: [text('c')] },
    ]);
  });

  it('takes a fence as it stands, closed or not, and nothing in it as Markdown', () => {
    const code = { type: 'code', language: 'sql', text: 'select *\n\n-- **x**' };
    expect(parseBlocks('```sql\nselect *\n\n-- **x**\n```')).toEqual([code]);
    expect(parseBlocks('```sql\nselect *\n\n-- **x**')).toEqual([code]);
  });

  it('reads quotes, lists and headings', () => {
    expect(parseBlocks('> a\n> - b\n\n2. x\n3. y\n# Title')).toEqual([
      {
        type: 'quote',
        children: [
          { type: 'paragraph', children: [text('a')] },
          { type: 'list', ordered: false, start: 1, items: [[text('b')]] },
        ],
      },
      { type: 'list', ordered: true, start: 2, items: [[text('x')], [text('y')]] },
      { type: 'heading', children: [text('Title')] },
    ]);
  });

  it('never loses a character of plain words, and never takes long', () => {
    const marks = fc.constantFrom(
      '*',
      '_',
      '`',
      '|',
      '~',
      '[',
      ']',
      '(',
      ')',
      '>',
      '#',
      '\n',
      ' ',
      'a',
      '@',
      'http://a.b',
    );
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 400 }), (pieces) => {
        const source = pieces.join('');
        const letters = (words: string) => words.replaceAll(/[^a]/gu, '').length;
        expect(letters(JSON.stringify(parseBlocks(source)))).toBeGreaterThanOrEqual(letters(source));
      }),
      { numRuns: 200 },
    );
  });

  it('reads a hostile message of 4,000 marks', () => {
    for (const mark of ['*', '_', '`', '[', '> ', '||', '**a', '[a](', '*a ', '`` ']) {
      expect(parseBlocks(mark.repeat(4_000 / mark.length))).not.toEqual([]);
    }
  });
});

describe('a message read aloud', () => {
  it('is its words, without marks, and tells no spoiler', () => {
    expect(plainText('**Hi** @ada, ||x|| see [notes](https://a.example)\n- one\n- two')).toBe(
      'Hi @ada, … see notes one, two',
    );
  });
});
