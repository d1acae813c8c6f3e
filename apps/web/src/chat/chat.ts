import { MessageChanges, OpenRoom, Outbox, type OutboxItem, type RoomState, Session } from '@parlor/client';
import type { Author } from '@parlor/protocol';
import { accessToken, refreshToken } from '../api/access-token.ts';
import { newClientId } from './client-id.ts';
import { indexedDbStorage } from './indexeddb.storage.ts';
import { socketIoTransport } from './socketio.transport.ts';

/** Rooms whose last state is kept, so that coming back to one shows it at once. */
const REMEMBERED = 6;

/** Everything live of one signed-in person on this page: one connection, one outbox, one open room. */
export class Chat {
  readonly me: Author;
  readonly session: Session;
  readonly outbox: Outbox;
  readonly #remembered = new Map<string, RoomState>();
  readonly #stopping = new AbortController();
  readonly #stopped = this.#stopping.signal;
  #room: OpenRoom | undefined;
  #changes: MessageChanges | undefined;

  constructor(me: Author) {
    this.me = me;
    this.session = new Session({ transport: socketIoTransport, getToken });
    this.outbox = new Outbox({
      storage: indexedDbStorage(me.id),
      send: ({ room, body, clientId, replyTo }) =>
        this.session.command('message.send', { room, body, clientId, ...(replyTo && { replyTo }) }),
    });
    this.outbox.onStored((item, stored) => this.#room?.stored(item, stored, this.me));
    this.session.onState(({ name }) => (name === 'connected' ? this.outbox.online() : this.outbox.offline()));
  }

  /** Connects, and takes up what was not sent in an earlier life of the page. */
  start(): void {
    this.session.start();
    this.#takeUp();
    addEventListener('online', this.#networkIsBack);
    document.addEventListener('visibilitychange', this.#lookAgain);
  }

  /** Ends it: signed out. */
  stop(): void {
    this.#stopping.abort();
    removeEventListener('online', this.#networkIsBack);
    document.removeEventListener('visibilitychange', this.#lookAgain);
    this.session.close();
  }

  /** Opens a room. One is open at a time (R3): the page closes the one before. */
  openRoom(slug: string): OpenRoom {
    const resume = this.#remembered.get(slug)?.timeline;
    const room = new OpenRoom(this.session, slug, { ...(resume && { resume }) });
    this.#room = room;
    this.#changes = new MessageChanges(this.session, room);
    return room;
  }

  /** What was known of a room when it was last open. */
  remembered(slug: string): RoomState | undefined {
    return this.#remembered.get(slug);
  }

  /** Closes a room, and remembers it for a while. */
  closeRoom(slug: string, room: OpenRoom): void {
    room.close();
    if (this.#room === room) this.#room = undefined;
    this.#remembered.delete(slug);
    if (room.state.id !== undefined) this.#remembered.set(slug, room.state);
    for (const oldest of this.#remembered.keys()) {
      if (this.#remembered.size > REMEMBERED) this.#remembered.delete(oldest);
    }
  }

  /** The room that is open now. */
  get room(): OpenRoom | undefined {
    return this.#room;
  }

  /** Changes messages of the room that is open. */
  get changes(): MessageChanges | undefined {
    return this.#room && this.#changes;
  }

  /** Puts a message into the outbox; when the promise is kept, it can no longer be lost. */
  write(room: string, body: string): Promise<void> {
    const now = Date.now();
    return this.outbox.add({
      clientId: newClientId(now),
      room,
      body,
      createdAt: now,
    } satisfies Partial<OutboxItem>);
  }

  /**
   * Takes up what an earlier life of the page left unsent. One tab at a time: another one's messages are its own
   * until it is closed. Without Web Locks (plain HTTP) every tab takes them up, and the server keeps each once.
   */
  #takeUp(): void {
    // A browser without IndexedDB keeps the outbox in memory alone.
    const restore = () => this.outbox.restore().catch(() => {});
    if (!('locks' in navigator)) return void restore();
    const untilStopped = new Promise<void>((resolve) =>
      this.#stopped.addEventListener('abort', () => resolve()),
    );
    const options = { signal: this.#stopped };
    const hold = () => Promise.all([restore(), untilStopped]);
    navigator.locks.request(`parlor.outbox.${this.me.id}`, options, hold).catch(() => {});
  }

  readonly #networkIsBack = () => this.session.retryNow();

  readonly #lookAgain = () => {
    if (document.visibilityState !== 'visible') return;
    this.session.retryNow();
    this.session.checkAlive();
  };
}

async function getToken({ refresh }: { readonly refresh: boolean }): Promise<string | null> {
  const known = refresh ? undefined : accessToken();
  if (known !== undefined) return known;
  const refreshed = await refreshToken();
  if (refreshed.name === 'unreachable') throw new Error('The server cannot be reached.');
  return refreshed.name === 'signed-in' ? refreshed.answer.accessToken : null;
}
