import { describe, expect, it } from 'vitest';
import { initials } from './pennant.tsx';

describe('initials', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['omar', 'O'],
    ['Ravi  van  P', 'RP'],
    ['田中さくら', '田'],
    ['فاطمة الزهراء', 'فا'],
    ['👩‍🚀 Mae', '👩‍🚀M'],
    ['', '?'],
  ])('of %s are %s', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });
});
