import { describe, expect, it } from 'vitest';
import en from '../locales/en.json' with { type: 'json' };
import es from '../locales/es.json' with { type: 'json' };
import { format } from './format.ts';

describe('a sentence', () => {
  it('is filled with names and numbers', () => {
    expect(format('{who} is typing', { who: 'Mei' }, 'en')).toBe('Mei is typing');
    expect(format('{count} messages', { count: 12_345 }, 'en')).toBe('12,345 messages');
  });

  it('chooses the plural of its locale, and an exact number before it', () => {
    const sentence = '{n, plural, =0 {Nobody} one {# person} other {# people in {room}}}';
    const say = (n: number) => format(sentence, { n, room: 'lobby' }, 'en');
    expect([say(0), say(1), say(3)]).toEqual(['Nobody', '1 person', '3 people in lobby']);
  });

  it('takes nothing of what is put in as a part of the sentence', () => {
    expect(format('{name} left', { name: '{count}' }, 'en')).toBe('{count} left');
  });
});

describe('the locale files', () => {
  const placeholders = (sentence: string) => [...new Set(sentence.match(/\{\w+(?=[},])/gu))].sort();

  it('have the same keys, and the same places to fill', () => {
    expect(Object.keys(es).sort()).toEqual(Object.keys(en).sort());
    for (const [key, sentence] of Object.entries(en)) {
      expect([key, placeholders((es as Record<string, string>)[key] ?? '')]).toEqual([
        key,
        placeholders(sentence),
      ]);
    }
  });

  it('keep to the voice: no exclamation mark, no "please", no "oops"', () => {
    for (const sentence of Object.values(en)) expect(sentence).not.toMatch(/!|\bplease\b|\boops\b/iu);
  });
});
