import type { OutboxItem, ReactionWish, Row } from '@parlor/client';
import type { Author, Message, Mine } from '@parlor/protocol';
import { dayOf } from '../words/times.ts';

/** One entry of the list: a row, and what stands above it. */
export interface Entry {
  /** Names the row for React: the same before and after one's own message is stored. */
  readonly key: string;
  /** Names the row in the document. */
  readonly id: string;
  readonly author: Author;
  /** For people: when it was written. */
  readonly at: string | number;
  readonly message?: Message;
  readonly item?: OutboxItem;
  /** Whether its author and time are shown: the first of a group. */
  readonly head: boolean;
  /** Whether the next row does not belong to its group. */
  readonly tail: boolean;
  /** The day that begins with it, as a time of it. */
  readonly day?: string | number;
  /** Whether the line "new since" stands above it. */
  readonly divider: boolean;
  /** Whether it came after what one had read when the room was opened. */
  readonly fresh: boolean;
  /** Whether it names the reader. */
  readonly mentionsMe: boolean;
  /** One's own reactions to it. */
  readonly mine?: readonly string[];
  /** Those that are on their way. */
  readonly wishes?: readonly ReactionWish[];
}

interface Reader {
  readonly me: Author;
  /** What one had read when the room was opened; undefined: not known, and nothing is new. */
  readonly readSeq: number | undefined;
  readonly mine?: Mine;
  readonly wishes?: readonly ReactionWish[];
}

/** Rows of one author further apart than this begin a new group, in milliseconds. */
const TOGETHER = 5 * 60_000;
/** Rows after which the header comes again, so that a long speech never hides who speaks. */
const MOST = 12;

/** What the list shows: rows in groups, with days and the line above what is new. */
export function entriesOf(rows: readonly Row[], reader: Reader): readonly Entry[] {
  const entries: Entry[] = [];
  let group = 0;
  let divided = reader.readSeq === undefined;
  for (const row of rows) {
    const before = entries.at(-1);
    const entry = entryOf(row, reader);
    const day = before && dayOf(before.at) === dayOf(entry.at) ? undefined : entry.at;
    const divider = !divided && entry.fresh;
    divided ||= divider;
    const head = startsGroup(before, entry) || day !== undefined || divider || group >= MOST;
    group = head ? 1 : group + 1;
    if (before && head) entries[entries.length - 1] = { ...before, tail: true };
    entries.push({ ...entry, head, tail: false, divider, ...(day !== undefined && { day }) });
  }
  const last = entries.at(-1);
  if (last) entries[entries.length - 1] = { ...last, tail: true };
  return entries;
}

/** What came from others since the reader was here: the number on the line. */
export function countFresh(entries: readonly Entry[]): number {
  return entries.filter(({ fresh }) => fresh).length;
}

function entryOf(
  row: Row,
  { me, readSeq, mine = {}, wishes = [] }: Reader,
): Omit<Entry, 'head' | 'tail' | 'divider'> {
  if (row.kind === 'pending') {
    const { key, item } = row;
    return {
      key,
      id: idOf(item.clientId),
      item,
      author: me,
      at: item.createdAt,
      fresh: false,
      mentionsMe: false,
    };
  }
  const { key, message } = row;
  const own = mine[message.seq];
  const wished = wishes.filter(({ seq }) => seq === message.seq);
  return {
    key,
    id: `m-${message.seq}`,
    message,
    author: message.author,
    at: message.at,
    fresh: readSeq !== undefined && message.seq > readSeq && message.author.id !== me.id,
    mentionsMe: message.mentions.some(({ user }) => user === me.id),
    ...(own && { mine: own }),
    ...(wished.length > 0 && { wishes: wished }),
  };
}

function startsGroup(before: Entry | undefined, entry: Pick<Entry, 'author' | 'at' | 'mentionsMe'>): boolean {
  if (before === undefined || before.author.id !== entry.author.id) return true;
  // A row that is washed because it names the reader stands by itself.
  if (before.mentionsMe !== entry.mentionsMe) return true;
  return new Date(entry.at).getTime() - new Date(before.at).getTime() >= TOGETHER;
}

/** A `clientId` may be any characters, an id in a list of ids may hold no space. */
function idOf(clientId: string): string {
  return `p-${clientId.replaceAll(/[^\w-]/gu, '_')}`;
}
