import type { ListChanges, ListMessages, PageInfo } from '@parlor/contract';
import { invalidInput, LIMITS, type Message, type Mine, Problem } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import { type ReplayEvent, toReplayEvent } from '../realtime/encoded.ts';
import type { Membership } from '../rooms/membership.ts';
import type { RoomsService } from '../rooms/rooms.service.ts';
import type { History, HistoryService } from './history.service.ts';

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
}

/** Reads messages for the REST API: access first, then pages as its lists are shaped. */
export class MessageReader {
  readonly #rooms: RoomsService;
  readonly #history: HistoryService;
  readonly #epoch: string;

  constructor({ rooms, history, epoch }: Dependencies) {
    this.#rooms = rooms;
    this.#history = history;
    this.#epoch = epoch;
  }

  /** A page of messages. @throws Problem `not_found`, `forbidden`, `invalid_input` */
  async list(actor: Actor, room: string, query: ListMessages): Promise<MessageList> {
    const membership = await this.#rooms.access(actor, room, 'read');
    const history = await this.#read(membership, query);
    const { order } = query;
    const items = order === 'asc' ? history.messages : history.messages.toReversed();
    return {
      items: [...items],
      page: pageInfo(history, items, query),
      mine: history.mine,
    };
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

  #read(membership: Membership, { limit = LIMITS.history, before, after, around, order }: ListMessages) {
    if (around !== undefined) return this.#around(membership, limit, around);
    if (after !== undefined) return this.#history.after(membership, limit, after);
    if (order === 'asc' && before === undefined) return this.#history.after(membership, limit, 0);
    return this.#history.before(membership, limit, before);
  }

  async #around(membership: Membership, limit: number, around: number): Promise<History> {
    const older = await this.#history.before(membership, Math.floor(limit / 2), around);
    const newer = await this.#history.after(membership, limit - older.messages.length, around - 1);
    const messages = [...older.messages, ...newer.messages];
    return {
      head: newer.head,
      messages,
      more: older.more || newer.more,
      mine: { ...older.mine, ...newer.mine },
    };
  }
}

function pageInfo(
  { more }: History,
  items: readonly { readonly seq: number }[],
  query: ListMessages,
): PageInfo {
  const first = items[0]?.seq;
  const last = items.at(-1)?.seq;
  const next = last === undefined || !more ? null : String(last);
  const isFirst = query.before === undefined && query.after === undefined && query.around === undefined;
  return { next, prev: first === undefined || isFirst ? null : String(first), hasMore: more };
}
