import { describe, expect, it } from 'vitest';
import { emojiOf, findEmoji, GROUPS, wordsOf } from './find.ts';

describe('the table of emoji', () => {
  const all = GROUPS.flatMap(emojiOf);

  it('has each once, every one an emoji with words', () => {
    expect(all.length).toBeGreaterThan(1_000);
    expect(new Set(all.map(({ emoji }) => emoji)).size).toBe(all.length);
    for (const { emoji, words } of all) {
      expect(emoji).toMatch(/^\p{Emoji}\uFE0F?$/u);
      expect(words).toMatch(/^[a-z0-9]/u);
    }
  });

  it('is searched by the beginnings of words', () => {
    expect(findEmoji('thumbs up', 5).map(({ emoji }) => emoji)).toEqual(['👍']);
    expect(findEmoji('ROCK', 5).map(({ emoji }) => emoji)).toContain('🚀');
    expect(findEmoji('zzzz', 5)).toEqual([]);
    expect(wordsOf('❤️')).toContain('heart');
  });
});
