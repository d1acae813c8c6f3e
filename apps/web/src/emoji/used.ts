import { recall, remember } from '../chat/device-memory.ts';

const KEY = 'parlor.emoji';
const FIRST = ['👍', '❤️', '🎉'] as const;
/** Kept on the device: more than this many are never shown. */
const KEEP = 24;

/** The emoji this device used, the most used first. */
export function usedEmoji(): readonly string[] {
  return Object.entries(counts())
    .sort(([, a], [, b]) => b - a)
    .map(([emoji]) => emoji);
}

/** The three that are offered at once. */
export function quickEmoji(): readonly string[] {
  return [...new Set([...usedEmoji(), ...FIRST])].slice(0, FIRST.length);
}

/** Notes that one was used. */
export function noteEmoji(emoji: string): void {
  const all = counts();
  const kept = Object.entries({ ...all, [emoji]: (all[emoji] ?? 0) + 1 }).sort(([, a], [, b]) => b - a);
  remember(KEY, JSON.stringify(Object.fromEntries(kept.slice(0, KEEP))));
}

function counts(): Readonly<Record<string, number>> {
  try {
    const known: unknown = JSON.parse(recall(KEY) ?? '{}');
    return typeof known === 'object' && known !== null ? (known as Record<string, number>) : {};
  } catch {
    return {};
  }
}
