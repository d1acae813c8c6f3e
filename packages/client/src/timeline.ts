import type { Author, EnteredRoom, Event, Message, Mine } from '@parlor/protocol';
import { mergeMine, withReaction } from './mine.ts';
import type { ReactionWish } from './reactions.ts';

/**
 * What one client has of a room's log: an unbroken stretch of messages up to the newest, sorted by `seq`.
 * Plain data, changed only by the functions of this file, which never change what they are given.
 */
export interface Timeline {
  /** The store these numbers belong to; undefined before the room was entered. */
  readonly epoch: string | undefined;
  /** The greatest envelope `seq` applied: what `after` asks from. */
  readonly cursor: number;
  /** Messages below this `seq` are not loaded, and a change of one is not for us. 0: all are loaded. */
  readonly floor: number;
  readonly messages: readonly Message[];
  /** One's own reactions, by message. */
  readonly mine: Mine;
  /** One's own reactions that the log does not have yet. */
  readonly wishes: readonly ReactionWish[];
  /** Between the reply to an entering with `after` and its `room.synced`. */
  readonly replaying: boolean;
  /** A live number was missing: the room has to be entered again with `after`. */
  readonly gap: boolean;
}

/** A page of older messages, oldest first. */
export interface Page {
  readonly messages: readonly Message[];
  readonly more: boolean;
  readonly mine: Mine;
}

/** A timeline of which nothing is known yet. */
export const EMPTY_TIMELINE: Timeline = {
  epoch: undefined,
  cursor: 0,
  floor: 0,
  messages: [],
  mine: {},
  wishes: [],
  replaying: false,
  gap: false,
};

/** Folds in the reply to an entering: a page starts anew, a replay goes on from where we were. */
export function applyEntered(timeline: Timeline, reply: EnteredRoom): Timeline {
  const mine = mergeMine(timeline.mine, reply.mine);
  if (reply.replay) return { ...timeline, epoch: reply.epoch, replaying: true, gap: false, mine };
  const messages = reply.messages ?? [];
  return {
    epoch: reply.epoch,
    cursor: reply.seq,
    floor: reply.more ? (messages[0]?.seq ?? reply.seq + 1) : 0,
    messages,
    mine: reply.mine ?? {},
    wishes: [],
    replaying: false,
    gap: false,
  };
}

/** Folds in an event of the room. What is known already changes nothing; a missing number raises `gap`. */
export function applyEvent(timeline: Timeline, event: Event): Timeline {
  if (event.type === 'reaction.mine') {
    return { ...timeline, mine: withReaction(timeline.mine, (event as Event<'reaction.mine'>).data) };
  }
  if (event.type === 'user.updated') return withAuthor(timeline, (event as Event<'user.updated'>).data.user);
  if (event.seq === undefined) return timeline;
  if (event.type === 'room.synced') {
    const { mine } = (event as Event<'room.synced'>).data;
    const cursor = Math.max(timeline.cursor, event.seq);
    return { ...timeline, cursor, replaying: false, mine: mergeMine(timeline.mine, mine) };
  }
  return advance(applyMessage(timeline, (event as Event<'message.created'>).data), event, event.seq);
}

/** Folds in a page of older messages. */
export function applyPage(timeline: Timeline, page: Page): Timeline {
  const older = page.messages.reduce(applyPaged, { ...timeline, floor: 0 });
  const floor = page.more ? (page.messages[0]?.seq ?? timeline.floor) : 0;
  return { ...older, floor, mine: mergeMine(page.mine, timeline.mine) };
}

/**
 * Folds in one message: the greater version wins.
 * Also for one's own message out of the reply to its send: it moves no cursor, since changes before it may be missing.
 */
export function applyMessage(timeline: Timeline, message: Message): Timeline {
  if (message.seq < timeline.floor) return timeline;
  const { messages } = timeline;
  const index = placeOf(messages, message.seq);
  const known = messages[index];
  if (known?.seq !== message.seq) return { ...timeline, messages: messages.toSpliced(index, 0, message) };
  // The same version again may still be the fuller word: what we made of a reply gives way to the server's.
  return known.version > message.version
    ? timeline
    : { ...timeline, messages: messages.with(index, message) };
}

/** Lets the oldest messages go, down to the newest `keep`: a room that is open for days stays bounded. */
export function trimTimeline(timeline: Timeline, keep: number): Timeline {
  if (timeline.messages.length <= keep) return timeline;
  const messages = timeline.messages.slice(-keep);
  return { ...timeline, messages, floor: messages[0]?.seq ?? timeline.floor };
}

/** Whether older messages exist that are not loaded. */
export function hasOlder(timeline: Timeline): boolean {
  return timeline.floor > 0;
}

/** The message of that number, if it is loaded. */
export function messageAt(timeline: Timeline, seq: number): Message | undefined {
  const message = timeline.messages[placeOf(timeline.messages, seq)];
  return message?.seq === seq ? message : undefined;
}

/** People are kept by id, and the latest word about one wins: also on what they wrote before. */
function withAuthor(timeline: Timeline, user: Author): Timeline {
  const isTheirs = (message: Message) => message.author.id === user.id;
  if (!timeline.messages.some(isTheirs)) return timeline;
  const messages = timeline.messages.map((message) =>
    isTheirs(message) ? { ...message, author: user } : message,
  );
  return { ...timeline, messages };
}

function applyPaged(timeline: Timeline, message: Message): Timeline {
  return applyMessage(timeline, message);
}

function advance(timeline: Timeline, event: Event, seq: number): Timeline {
  // A replay has holes by design; only live numbers must follow each other.
  const follows = event.replay || timeline.replaying || seq <= timeline.cursor + 1;
  if (!follows) return { ...timeline, gap: true };
  return { ...timeline, cursor: Math.max(timeline.cursor, seq) };
}

/** Where a message with this `seq` is or belongs; new ones come at the end, so the search begins there. */
function placeOf(messages: readonly Message[], seq: number): number {
  if (seq > (messages.at(-1)?.seq ?? 0)) return messages.length;
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
