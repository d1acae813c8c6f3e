import { type EmojiGroup, TABLE } from './table.ts';

/** One emoji, with the words it is found by. */
export interface Emoji {
  readonly emoji: string;
  readonly words: string;
}

/** The groups in the order of their tabs. */
export const GROUPS = Object.keys(TABLE) as readonly EmojiGroup[];

/** The emoji of a group. */
export function emojiOf(group: EmojiGroup): readonly Emoji[] {
  return TABLE[group].split('|').map((entry) => {
    const space = entry.indexOf(' ');
    return { emoji: entry.slice(0, space), words: entry.slice(space + 1) };
  });
}

/** What matches every word of a query: those that begin with it first. */
export function findEmoji(query: string, most: number): readonly Emoji[] {
  const wanted = query.trim().toLowerCase().split(/\s+/u);
  const matches = GROUPS.flatMap(emojiOf).filter(({ words }) =>
    wanted.every((word) => words.split(/[\s,-]+/u).some((known) => known.startsWith(word))),
  );
  const starts = ({ words }: Emoji) => (words.startsWith(wanted[0] ?? '') ? 0 : 1);
  return matches.sort((a, b) => starts(a) - starts(b)).slice(0, most);
}

/** The words of an emoji, if the table has it. */
export function wordsOf(emoji: string): string {
  return GROUPS.flatMap(emojiOf).find((one) => one.emoji === emoji)?.words ?? '';
}
