import { type CommandReply, Problem } from '@parlor/protocol';
import { retryDelay } from './backoff.ts';
import { type Cancel, type Clock, systemClock } from './clock.ts';
import { Disconnected, mayRetry } from './failures.ts';
import { Listeners } from './listeners.ts';
import type { OutboxItem } from './outbox-item.ts';

/** What a stored message answered to its sender. */
export type Stored = CommandReply['message.send'];

/**
 * Where the outbox keeps its items over a reload. Its promises:
 * `put` stores or replaces by `clientId` and resolves when a crash would no longer lose it; `load` gives all
 * that was put and not removed, in any order.
 */
export interface OutboxStorage {
  load(): Promise<readonly OutboxItem[]>;
  put(item: OutboxItem): Promise<void>;
  remove(clientId: string): Promise<void>;
}

/** What an outbox is made of. */
export interface OutboxOptions {
  readonly storage: OutboxStorage;
  /** Sends one message. Called in order; calls of one room may overlap, and the server keeps their order. */
  readonly send: (item: OutboxItem) => Promise<Stored>;
  readonly clock?: Clock;
}

/** Sends of one room that may be unanswered at once. */
const WINDOW = 16;

/**
 * Keeps what was written until the server has it: first in, first out per room, sent again after
 * a failure that may heal, kept with its problem after one that will not.
 */
export class Outbox {
  readonly #storage: OutboxStorage;
  readonly #send: OutboxOptions['send'];
  readonly #clock: Clock;
  readonly #changes = new Listeners<[]>();
  readonly #arrivals = new Listeners<[item: OutboxItem, stored: Stored]>();
  readonly #waits = new Map<string, Cancel>();
  #items: readonly OutboxItem[] = [];
  #online = false;

  constructor({ storage, send, clock = systemClock }: OutboxOptions) {
    this.#storage = storage;
    this.#send = send;
    this.#clock = clock;
  }

  /** All that is on its way, in the order it was written. A new list after every change. */
  get items(): readonly OutboxItem[] {
    return this.#items;
  }

  /** Tells that `items` is another. */
  onChange(listener: () => void): () => void {
    return this.#changes.add(listener);
  }

  /** Tells that the server has one. It is told before the item leaves `items`, so that no row blinks. */
  onStored(listener: (item: OutboxItem, stored: Stored) => void): () => void {
    return this.#arrivals.add(listener);
  }

  /** Takes up what an earlier life of the program left. */
  async restore(): Promise<void> {
    const known = new Set(this.#items.map((item) => item.clientId));
    const left = (await this.#storage.load()).filter((item) => !known.has(item.clientId));
    const queued = left.map((item): OutboxItem => (item.state === 'sending' ? requeued(item) : item));
    this.#set([...queued, ...this.#items].sort((a, b) => a.createdAt - b.createdAt));
    this.#drainAll();
  }

  /** Takes a message. When the promise is kept, neither a crash nor a reload loses it. */
  async add(
    message: Pick<OutboxItem, 'clientId' | 'room' | 'body' | 'replyTo' | 'createdAt'>,
  ): Promise<void> {
    const item: OutboxItem = { ...message, state: 'queued', failures: 0 };
    this.#set([...this.#items, item]);
    // A browser may refuse to store (private mode, full disk): the message is sent all the same.
    await this.#storage.put(item).catch(() => {});
    this.#drain(item.room);
  }

  /** There is a connection now: everything goes out, waits are over. */
  online(): void {
    this.#online = true;
    this.#drainAll();
  }

  /** There is none: what was unanswered goes back in line. */
  offline(): void {
    this.#online = false;
    for (const cancel of this.#waits.values()) cancel();
    this.#waits.clear();
  }

  /** Sends a failed one again, at its place. */
  retry(clientId: string): void {
    const item = this.#find(clientId);
    if (item?.state !== 'failed') return;
    this.#keep(requeued(item));
    this.#drain(item.room);
  }

  /** Throws one away. The person's own decision, never ours. */
  discard(clientId: string): void {
    this.#remove(clientId);
  }

  #drainAll(): void {
    for (const room of new Set(this.#items.map((item) => item.room))) this.#drain(room);
  }

  /** Sends what may go out now, in order; while a room waits for its next try, all of it waits. */
  #drain(room: string): void {
    if (!this.#online || this.#waits.has(room)) return;
    const ours = this.#items.filter((item) => item.room === room && item.state !== 'failed');
    for (const item of ours.slice(0, WINDOW)) {
      if (item.state === 'queued') void this.#try(item);
    }
  }

  async #try(item: OutboxItem): Promise<void> {
    this.#replace({ ...item, state: 'sending' });
    try {
      const stored = await this.#send(item);
      if (this.#find(item.clientId)) this.#arrivals.tell(item, stored);
      this.#remove(item.clientId);
      this.#drain(item.room);
    } catch (failure) {
      this.#failed(item, failure);
    }
  }

  #failed(item: OutboxItem, failure: unknown): void {
    // Discarded meanwhile: nothing to do about it any more.
    if (!this.#find(item.clientId)) return;
    if (failure instanceof Problem && !mayRetry(failure)) {
      this.#keep({ ...item, state: 'failed', problem: failure.toJSON() });
      return void this.#drain(item.room);
    }
    const failures = failure instanceof Disconnected ? item.failures : item.failures + 1;
    this.#replace({ ...item, state: 'queued', failures });
    if (failure instanceof Disconnected) return;
    const retryAfter = failure instanceof Problem ? failure.retryAfter : undefined;
    this.#wait(item.room, retryDelay(failures, this.#clock, retryAfter));
  }

  #wait(room: string, ms: number): void {
    if (!this.#online || this.#waits.has(room)) return;
    const cancel = this.#clock.after(ms, () => {
      this.#waits.delete(room);
      this.#drain(room);
    });
    this.#waits.set(room, cancel);
  }

  #find(clientId: string): OutboxItem | undefined {
    return this.#items.find((item) => item.clientId === clientId);
  }

  #keep(item: OutboxItem): void {
    this.#replace(item);
    this.#storage.put(item).catch(() => {});
  }

  #replace(item: OutboxItem): void {
    this.#set(this.#items.map((known) => (known.clientId === item.clientId ? item : known)));
  }

  #remove(clientId: string): void {
    this.#set(this.#items.filter((item) => item.clientId !== clientId));
    this.#storage.remove(clientId).catch(() => {});
  }

  #set(items: readonly OutboxItem[]): void {
    this.#items = items;
    this.#changes.tell();
  }
}

/** An outbox storage that lasts as long as the program. */
export function memoryStorage(): OutboxStorage {
  const items = new Map<string, OutboxItem>();
  return {
    load: async () => [...items.values()],
    put: async (item) => void items.set(item.clientId, item),
    remove: async (clientId) => void items.delete(clientId),
  };
}

function requeued({ problem: _, ...item }: OutboxItem): OutboxItem {
  return { ...item, state: 'queued', failures: 0 };
}
