import { expect, test } from 'vitest';
import { slugOf } from './slug.ts';

test.each([
  ['General', 'general'],
  ['Café au lait!', 'cafe-au-lait'],
  ['  on--call  ', 'on-call'],
  ['2nd floor', 'nd-floor'],
  ['x'.repeat(80), 'x'.repeat(32)],
  [`${'x'.repeat(31)} y`, 'x'.repeat(31)],
])('the short name of %j is %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test.each(['李', '42', 'a', '!'])('%j suggests none', (name) => {
  expect(slugOf(name)).toBeUndefined();
});
