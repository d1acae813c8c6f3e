import type { CommandReply, Message, Mine } from '@parlor/protocol';
import { LIMITS } from '@parlor/protocol';
import type { MessageRow } from '../database/writer/writer.ts';
import type { LogEntry } from '../realtime/encoded.ts';
import type { Membership } from '../rooms/membership.ts';
import { rowToEntry, toMessage } from './message.ts';
import type { Head, MessagesRepository } from './messages.repository.ts';

/** A page of messages, and where the log stood when it was read. */
export interface History {
  readonly head: Head;
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** Whether there are more in the direction that was asked for. */
  readonly more: boolean;
  readonly mine: Mine;
}

/** Changes after a cursor, and the cursor that follows. */
export interface Changes {
  readonly head: Head;
  readonly entries: readonly LogEntry[];
  /** Everything up to here has been given. */
  readonly upTo: number;
  /** Whether more is known to follow `upTo`. */
  readonly more: boolean;
}

/** Reads what was said. Whoever asks has shown a membership. */
export class HistoryService {
  readonly #messages: MessagesRepository;

  constructor(messages: MessagesRepository) {
    this.#messages = messages;
  }

  /** The newest messages, or those before one of them. */
  async before(
    { roomId, userId }: Membership,
    limit: number,
    before?: number,
    bytes?: number,
  ): Promise<History> {
    if (limit === 0) return this.#empty(roomId);
    const { head, rows } = await this.#messages.newest(roomId, limit + 1, before);
    const page = cut(rows, toMessage, { limit, bytes });
    page.kept.reverse();
    return this.#history(userId, roomId, { head, page });
  }

  /** The messages made after one of them. */
  async after(
    { roomId, userId }: Membership,
    limit: number,
    after: number,
    bytes?: number,
  ): Promise<History> {
    const { head, rows } = await this.#messages.oldest(roomId, limit + 1, after);
    return this.#history(userId, roomId, { head, page: cut(rows, toMessage, { limit, bytes }) });
  }

  /** The answer to `history.list`. */
  async list(membership: Membership, limit: number, before?: number): Promise<CommandReply['history.list']> {
    const { messages, more, mine } = await this.before(membership, limit, before);
    return { messages, more, mine };
  }

  /** What changed after `after`: each message once, in its newest state, in the order of the changes. */
  async changes(roomId: string, after: number, limit: number = LIMITS.page): Promise<Changes> {
    const { head, rows } = await this.#messages.changedAfter(roomId, after, limit + 1);
    const toEntry = (row: MessageRow) => rowToEntry(roomId, row, head.accessVersion);
    const { kept: entries, more } = cut(rows, toEntry, { limit });
    // A page that is not full has everything up to the head it was read under, rows or not.
    const upTo = more ? (entries.at(-1)?.seq ?? after) : Math.max(head.seq, after);
    return { head, entries, upTo, more };
  }

  /** One message, if it is there. */
  async find(roomId: string, seq: number): Promise<Message | undefined> {
    const row = await this.#messages.find(roomId, seq);
    return row && toMessage(row);
  }

  /** Whether more than `limit` messages changed after the cursor. */
  isFar(roomId: string, after: number, limit: number): Promise<boolean> {
    return this.#messages.changedMoreThan(roomId, after, limit);
  }

  /** One's own reactions to the messages among these. */
  mine({ roomId, userId }: Membership, seqs: readonly number[]): Promise<Mine> {
    return this.#messages.mine(roomId, userId, seqs);
  }

  /** Where the room's log stands. */
  head(roomId: string): Promise<Head> {
    return this.#messages.head(roomId);
  }

  async #empty(roomId: string): Promise<History> {
    const head = await this.#messages.head(roomId);
    return { head, messages: [], more: head.count > 0, mine: {} };
  }

  async #history(
    userId: string,
    roomId: string,
    { head, page }: { head: Head; page: Kept<Message> },
  ): Promise<History> {
    const reacted = page.kept.filter(({ reactions }) => reactions.length > 0).map(({ seq }) => seq);
    const mine = await this.#messages.mine(roomId, userId, reacted);
    return { head, messages: page.kept, more: page.more, mine };
  }
}

interface Kept<Item> {
  readonly kept: Item[];
  readonly more: boolean;
}

/** Keeps at most `limit` rows, and fewer when what they become passes the bytes of a page. */
function cut<Item>(
  rows: readonly MessageRow[],
  become: (row: MessageRow) => Item,
  { limit, bytes = LIMITS.pageBytes }: { limit: number; bytes?: number | undefined },
): Kept<Item> {
  const kept: Item[] = [];
  let taken = 0;
  for (const row of rows.slice(0, limit)) {
    const item = become(row);
    taken += Buffer.byteLength(JSON.stringify(item)) + 1;
    if (taken > bytes && kept.length > 0) break;
    kept.push(item);
  }
  return { kept, more: kept.length < rows.length };
}
