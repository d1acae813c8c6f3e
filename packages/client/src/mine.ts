import type { EventData, Mine } from '@parlor/protocol';

/** One's own reactions of two answers: the second has the last word about each message it names. */
export function mergeMine(mine: Mine, more: Mine | undefined): Mine {
  return more === undefined ? mine : { ...mine, ...more };
}

/** One's own reactions after one was added or taken back on another device. */
export function withReaction(mine: Mine, { seq, emoji, on }: EventData['reaction.mine']): Mine {
  const others = (mine[seq] ?? []).filter((known) => known !== emoji);
  return { ...mine, [seq]: on ? [...others, emoji] : others };
}
