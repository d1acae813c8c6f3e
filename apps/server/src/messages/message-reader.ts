import type { ListChanges, ListMessages, PageInfo } from '@parlor/contract';
import { invalidInput, LIMITS, type Message, type Mine, Problem } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import { type ReplayEvent, toReplayEvent } from '../realtime/encoded.ts';
import type { Membership } from '../rooms/membership.ts';
import type { RoomsService } from '../rooms/rooms.service.ts';
import type { History, HistoryService } from './history.service.ts';
import type { RailRepository } from './rail.repository.ts';

/** A page of messages as the API lists it. */
export interface MessageList {
  readonly items: readonly Message[];
  readonly page: PageInfo;
  readonly mine: Mine;
}

/** A page of changes as the API lists it: what a replay would give. */
export interface ChangeList {
  readonly items: readonly ReplayEvent[];
  readonly page: PageInfo;
  readonly epoch: string;
}

interface Dependencies {
  readonly rooms: RoomsService;
  readonly history: HistoryService;
  readonly epoch: string;
  readonly rail: RailRepository;
}

/** Reads messages for the REST API: access first, then pages as its lists are shaped. */
export class MessageReader {
  readonly #rooms: RoomsService;
  readonly #history: HistoryService;
  readonly #epoch: string;
  readonly #rail: RailRepository;

  constructor({ rooms, history, epoch, rail }: Dependencies) {
    this.#rail = rail;
    this.#rooms = rooms;
    this.#history = history;
    this.#epoch = epoch;
  }

  /** A page of messages. @throws Problem `not_found`, `forbidden`, `invalid_input` */
  async list(actor: Actor, room: string, query: ListMessages): Promise<MessageList> {
    const membership = await this.#rooms.access(actor, room, 'read');
    const history = await this.#read(membership, query);
    const { messages, mine } = history;
    const items = query.order === 'asc' ? messages : messages.toReversed();
    return { items, page: pageInfo(history, query), mine };
  }

  /** What changed, as a replay gives it. @throws Problem `not_found`, `forbidden` */
  async changes(
    actor: Actor,
    room: string,
    { after = 0, limit = LIMITS.history }: ListChanges,
  ): Promise<ChangeList> {
    const { roomId } = await this.#rooms.access(actor, room, 'read');
    const { entries, upTo, more } = await this.#history.changes(roomId, after, limit);
    const items = entries.map((entry) => toReplayEvent(entry, after));
    return { items, page: { next: String(upTo), prev: null, hasMore: more }, epoch: this.#epoch };
  }

  /** One message. @throws Problem `not_found`, `forbidden` */
  async read(actor: Actor, room: string, seq: number): Promise<Message> {
    const { roomId } = await this.#rooms.access(actor, room, 'read');
    const message = await this.#history.find(roomId, seq);
    if (message === undefined) throw new Problem('not_found');
    return message;
  }

  /** The client id that an `Idempotency-Key` stands for. @throws Problem `invalid_input` */
  clientId(key: string | undefined): string | undefined {
    if (key === undefined) return undefined;
    if (key.length >= 1 && key.length <= LIMITS.id) return key;
    throw invalidInput([{ pointer: '/Idempotency-Key', code: 'too_long', params: { max: LIMITS.id } }]);
  }

  async #read(membership: Membership, query: ListMessages) {
    const { limit = LIMITS.history, around, at } = query;
    if (at !== undefined) return this.#around(membership, limit, await this.#seqAt(membership, at));
    if (around !== undefined) return this.#around(membership, limit, around);
    if (directionOf(query) === 'newer') return this.#history.after(membership, limit, query.after ?? 0);
    return this.#history.before(membership, limit, query.before);
  }

  /** The first message from a time on; after all of them, when none is. */
  async #seqAt({ roomId }: Membership, at: string): Promise<number> {
    const { seq } = await this.#history.head(roomId);
    return (await this.#rail.seqAt(roomId, seq, Date.parse(at))) ?? seq + 1;
  }

  async #around(membership: Membership, limit: number, around: number): Promise<History> {
    const bytes = LIMITS.pageBytes / 2;
    const older = await this.#history.before(membership, Math.floor(limit / 2), around, bytes);
    const newer = await this.#history.after(membership, limit - older.messages.length, around - 1, bytes);
    const messages = [...older.messages, ...newer.messages];
    return {
      head: newer.head,
      messages,
      more: older.more || newer.more,
      mine: { ...older.mine, ...newer.mine },
    };
  }
}

/** Whether a page follows from newer to older messages, or the other way. */
function directionOf({ before, after, order }: ListMessages): 'older' | 'newer' {
  return after !== undefined || (order === 'asc' && before === undefined) ? 'newer' : 'older';
}

/** `next` goes on in the direction of reading: a `before` towards older messages, an `after` towards newer ones. */
function pageInfo({ more, messages }: Pick<History, 'more' | 'messages'>, query: ListMessages): PageInfo {
  const ends = [messages[0], messages.at(-1)].map((message) => (message ? String(message.seq) : null));
  const [oldest = null, newest = null] = ends;
  const [first, last] = directionOf(query) === 'newer' ? [oldest, newest] : [newest, oldest];
  const isFirst =
    query.before === undefined && query.after === undefined && (query.around ?? query.at) === undefined;
  return { next: more ? last : null, prev: isFirst ? null : first, hasMore: more };
}
