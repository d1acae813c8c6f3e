import type { EventData, EventType } from '@parlor/protocol';
import { encodeTextFrame } from '@parlor/websocket';
import { Audience } from './audience.ts';
import type { Flusher } from './flusher.ts';
import { Journal, type JournalEvents, type Sender } from './journal.ts';
import type { Words } from './message.ts';
import { timestamp } from './message.ts';
import type { Once } from './once.ts';
import type { Lock } from './password.ts';
import { type Person, Presence } from './presence.ts';
import type { RoomLog } from './room-log.ts';
import { Typing } from './typing.ts';

/** Somebody who can be told things of a room. */
export interface Visitor extends Person {
  /** Sends frames that have no place in the log's order. */
  deliver(frames: Buffer): void;
  /** Whether the audience tells it; otherwise it is catching up, and told here. */
  readonly isLive: boolean;
}

/** What a room tells the server. */
export interface RoomEvents {
  /** A batch is on disk: its lines as they stand in the log. */
  stored(room: Room, lines: Buffer): void;
  broken: JournalEvents['broken'];
}

/** What a room is made of. */
export interface RoomParts {
  readonly name: string;
  readonly log: RoomLog;
  readonly once: Once;
  readonly lock: Lock | undefined;
}

/** A room: its log, who is in it, and who is typing. It stays when nobody is. */
export class Room {
  readonly name: string;
  readonly log: RoomLog;
  readonly lock: Lock | undefined;
  readonly audience: Audience;
  readonly presence: Presence;
  readonly typing: Typing;
  readonly #visitors = new Set<Visitor>();
  readonly #journal: Journal;
  #holds = 0;

  constructor({ name, log, once, lock }: RoomParts, flusher: Flusher, events: RoomEvents) {
    this.name = name;
    this.log = log;
    this.lock = lock;
    this.audience = new Audience(flusher, log.seq);
    this.presence = new Presence((data) => this.tell('presence.changed', data));
    this.typing = new Typing((data) => this.tell('typing.changed', data));
    this.#journal = new Journal(name, log, once, {
      whenReady: (ms, go) => this.audience.whenReady(ms, go),
      committed: (batch, lines) => {
        this.audience.publish(batch);
        events.stored(this, lines);
      },
      broken: (error) => events.broken(error),
    });
  }

  /** The number of its last message on disk. */
  get seq(): number {
    return this.log.seq;
  }

  /** Those who have it open now. */
  get visitors(): ReadonlySet<Visitor> {
    return this.#visitors;
  }

  /** Takes a message; see {@link Journal.append}. */
  append(sender: Sender, id: string | undefined, words: Words): void {
    this.#journal.append(sender, id, words);
  }

  enter(visitor: Visitor): void {
    this.#visitors.add(visitor);
    this.presence.enter(visitor);
  }

  /** By its own will, or because its connection was lost. */
  exit(visitor: Visitor, how: 'left' | 'lost'): void {
    if (!this.#visitors.delete(visitor)) return;
    this.typing.stop(visitor);
    if (how === 'left') this.presence.exit(visitor);
    else this.presence.lose(visitor);
    if (this.#visitors.size === 0) this.audience.forget();
  }

  /** Tells everyone in the room something that is not in the log. */
  tell<Type extends EventType>(type: Type, data: EventData[Type]): void {
    const frame = encodeTextFrame(JSON.stringify({ type, room: this.name, at: timestamp(), data }));
    this.audience.tell(frame);
    for (const visitor of this.#visitors) if (!visitor.isLive) visitor.deliver(frame);
  }

  /** Keeps it in memory: for a connection's life, and while one is being judged. */
  hold(): void {
    this.#holds += 1;
  }

  release(): void {
    this.#holds -= 1;
  }

  /** Whether nobody holds it and nothing of it is being written. */
  get isIdle(): boolean {
    return this.#holds === 0 && this.#journal.isIdle;
  }

  /** Waits for what was taken to be told, and stops its timers. */
  async stop(): Promise<void> {
    await this.#journal.settled();
    this.presence.stop();
    this.typing.stopAll();
  }
}
