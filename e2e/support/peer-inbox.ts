import type { CommandReply, CommandType, Event, EventType, ProblemBody, Welcome } from '@parlor/protocol';
import { PATIENCE, within } from './bounded.ts';
import type { AnyReply, Closing, Peer, Received, Wanted } from './peer.ts';

interface Waiter {
  readonly wants: (received: Received) => boolean;
  readonly found: (received: Received) => void;
  readonly lost: (error: Error) => void;
}

/** Everything a peer received, and the waiting for what is still to come. The two peers share it. */
export abstract class PeerInbox implements Peer {
  abstract readonly binding: 'websocket' | 'socketio';
  readonly received: Received[] = [];
  readonly #events: Event[] = [];
  readonly #waiters = new Set<Waiter>();
  readonly #watchers: ((received: Received) => void)[] = [];
  readonly #enders: ((closing: Closing) => void)[] = [];
  #closing: Closing | undefined;
  #ids = 0;

  get events(): readonly Event[] {
    return this.#events;
  }

  get welcome(): Welcome {
    const first = this.#events[0];
    if (first?.type !== 'session.welcome') throw new Error(`the first frame is ${first?.type ?? 'a reply'}`);
    return first.data as Welcome;
  }

  async command<Type extends CommandType>(type: Type, data?: object): Promise<AnyReply<CommandReply[Type]>> {
    this.#ids += 1;
    const reply = this.transmit(type, data, `c${this.#ids}`);
    return within(reply, `the reply to ${type}`) as Promise<AnyReply<CommandReply[Type]>>;
  }

  async ask<Type extends CommandType>(type: Type, data?: object): Promise<CommandReply[Type]> {
    const reply = await this.command(type, data);
    if (!reply.ok) throw new Error(`${type} was refused: ${JSON.stringify(reply.problem)}`);
    return reply.data;
  }

  async refused(type: string, data?: unknown): Promise<ProblemBody> {
    const reply = await this.command(type as CommandType, data as object);
    if (reply.ok)
      throw new Error(`${type} ${JSON.stringify(data)} was accepted: ${JSON.stringify(reply.data)}`);
    return reply.problem;
  }

  async event<Type extends EventType>(wanted: Wanted<Type>, what?: string): Promise<Event<Type>> {
    const fits = typeof wanted === 'function' ? wanted : (event: Event) => event.type === wanted;
    const found = this.first((received) => !('ok' in received) && fits(received));
    return within(found, what ?? `the event ${String(wanted)}`) as Promise<Event<Type>>;
  }

  watch(listener: (received: Received) => void): void {
    for (const frame of this.received) listener(frame);
    this.#watchers.push(listener);
  }

  async closed(ms = PATIENCE): Promise<Closing> {
    if (this.#closing) return this.#closing;
    const ended = new Promise<Closing>((resolve) => this.#enders.push(resolve));
    return within(ended, 'the close of the connection', ms);
  }

  async leave(): Promise<void> {
    this.close();
    await this.closed();
  }

  abstract post(type: string, data?: unknown): void;
  abstract vanish(): void;
  protected abstract close(): void;
  /** Sends a command; resolves with its reply. */
  protected abstract transmit(type: string, data: unknown, id: string): Promise<AnyReply>;

  /** The first frame, come already or still to come, that fits. */
  protected first(wants: (received: Received) => boolean): Promise<Received> {
    const already = this.received.find(wants);
    if (already !== undefined) return Promise.resolve(already);
    if (this.#closing) return Promise.reject(closedWith(this.#closing));
    return new Promise((found, lost) => this.#waiters.add({ wants, found, lost }));
  }

  protected take(frame: Received): void {
    this.received.push(frame);
    if (!('ok' in frame)) this.#events.push(frame);
    for (const watcher of this.#watchers) watcher(frame);
    for (const waiter of this.#waiters) {
      if (!waiter.wants(frame)) continue;
      this.#waiters.delete(waiter);
      waiter.found(frame);
    }
  }

  protected end(closing: Closing): void {
    this.#closing ??= closing;
    for (const ended of this.#enders) ended(closing);
    for (const { lost } of this.#waiters) lost(closedWith(closing));
    this.#waiters.clear();
  }
}

function closedWith({ code, reason }: Closing): Error {
  return new Error(`the connection closed with ${code} ${reason}`);
}
