import type { Message, Mine, Reaction } from '@parlor/protocol';

/** A reaction that was asked for and is not yet in the log: shown at once, taken back when it is refused. */
export interface ReactionWish {
  readonly seq: number;
  readonly emoji: string;
  readonly on: boolean;
  /** What it changes of the count, as long as the message is the one it was wished on. */
  readonly change: number;
  /** The version of the message when it was wished. */
  readonly base: number;
  /** The version that has it, once the server said so. */
  readonly version?: number;
}

/** A reaction as its reader sees it. */
export interface ShownReaction extends Reaction {
  readonly mine: boolean;
}

/** The wish to add a reaction, or to take it back; one about the same before it is taken into account. */
export function wishOf(
  { seq, version, reactions }: Message,
  { emoji, on }: { readonly emoji: string; readonly on: boolean },
  { mine, wishes }: { readonly mine: Mine; readonly wishes: readonly ReactionWish[] },
): ReactionWish {
  const known = wishes.find((wish) => wish.seq === seq && wish.emoji === emoji);
  const was = known?.on ?? mine[seq]?.includes(emoji) ?? false;
  const before = known?.base === version ? known.change : 0;
  const step = was === on ? 0 : on ? 1 : -1;
  const count = reactions.find((one) => one.emoji === emoji)?.count ?? 0;
  return { seq, emoji, on, change: Math.max(-count, before + step), base: version };
}

/** Puts a wish in the place of an earlier one about the same, and drops those that the log has. */
export function withWish(
  wishes: readonly ReactionWish[],
  wish: ReactionWish,
  message: Message | undefined,
): readonly ReactionWish[] {
  const others = wishes.filter((one) => one.seq !== wish.seq || one.emoji !== wish.emoji);
  return [...others.filter((one) => !isSettled(one, message)), wish];
}

/** The reactions of a message with the reader's own wishes, in the order of first use. */
export function shownReactions(
  message: Message,
  mine: readonly string[] = [],
  wishes: readonly ReactionWish[] = [],
): readonly ShownReaction[] {
  const shown = message.reactions.map((one) => ({ ...one, mine: mine.includes(one.emoji) }));
  for (const wish of wishes) {
    if (isSettled(wish, message)) continue;
    const change = wish.base === message.version ? wish.change : 0;
    const index = shown.findIndex(({ emoji }) => emoji === wish.emoji);
    const known = shown[index];
    if (known) shown[index] = { ...known, count: known.count + change, mine: wish.on };
    else if (change > 0) shown.push({ emoji: wish.emoji, count: change, users: [], mine: true });
  }
  return shown.filter(({ count }) => count > 0);
}

/** Whether the message as it is now tells what was wished. */
function isSettled({ seq, version }: ReactionWish, message: Message | undefined): boolean {
  return message?.seq === seq && version !== undefined && message.version >= version;
}
