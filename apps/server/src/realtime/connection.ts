import { CLOSE, type CloseCode, LIMITS } from '@parlor/protocol';
import type { Batch } from './batch.ts';
import type { Encoded } from './encoded.ts';
import type { Flusher } from './flusher.ts';
import { Lane } from './lane.ts';
import { TokenBucket } from './token-bucket.ts';
import type { Respond, Transport } from './transports/transport.ts';

/** Who a connection speaks for, as far as realtime needs to know. */
export interface Identity {
  readonly userId: string;
  readonly sessionId: string;
}

/** Commands a connection may send: 100 in 10 s. */
const COMMAND_RATE = { capacity: 100, perSecond: 10 };

/** How long a peer may take nothing of a reply or a replay. */
const STALL_MS = 60_000;

/** One live client: its transport, who it speaks for, and the commands it has not been answered yet. */
export class Connection<Who extends Identity = Identity> {
  readonly id: string;
  readonly transport: Transport;
  /** Asked before each command; absent where limits are off. */
  readonly bucket: TokenBucket | undefined;
  /** Runs once, when the connection is over: whatever was held for it is let go. */
  onEnd: () => void = () => {};
  /** Runs once, when somebody signs in. */
  onIdentified: () => void = () => {};
  #identity: Who | undefined;
  #unanswered = 0;
  #closed = false;
  #waiting = false;
  #dirty = false;
  readonly #lanes = new Map<string, Lane>();
  readonly #flusher: Flusher;

  constructor(id: string, transport: Transport, options: { flusher: Flusher; limited: 'on' | 'off' }) {
    this.id = id;
    this.transport = transport;
    this.bucket = options.limited === 'on' ? new TokenBucket(COMMAND_RATE) : undefined;
    this.#flusher = options.flusher;
  }

  /** Who is signed in, once somebody is. */
  get identity(): Who | undefined {
    return this.#identity;
  }

  /** Signs the connection in; an open one stays with who it is. */
  identify(identity: Who): void {
    this.#identity ??= identity;
  }

  /** Notes how the one who is signed in is now: a new name, a new role. */
  renewIdentity(identity: Who): void {
    if (this.#identity?.userId === identity.userId) this.#identity = identity;
  }

  /** Whether the connection is over. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Runs a command in the lane of its room, so that the order of a room's commands is kept. */
  run(lane: string, pipelined: boolean, respond: Respond, start: (answer: Respond) => void): void {
    this.#countIn();
    const own = this.#lane(lane);
    const answered: Respond = (answer) => {
      if (!this.#closed) respond(answer);
      this.#countOut();
      this.markDirty();
    };
    own.run(pipelined, answered, start);
    if (own.isEmpty) this.#lanes.delete(lane);
  }

  /** Sends an event to this connection alone, with whatever else the turn brings. */
  event(event: Encoded): void {
    if (this.#closed) return;
    this.transport.event(event);
    this.markDirty();
  }

  /** Sends what a topic got in a turn; a peer that does not read is let go, and comes back with its cursor. */
  deliver(batch: Batch): void {
    if (this.#closed) return;
    this.transport.deliver(batch);
    if (this.transport.buffered > LIMITS.backlog) this.close(CLOSE.slowConsumer);
  }

  /** Has what was gathered written at the end of the turn. */
  markDirty(): void {
    if (this.#dirty || this.#closed) return;
    this.#dirty = true;
    this.#flusher.add(this);
  }

  /** Writes what was gathered. */
  flush(): void {
    this.#dirty = false;
    if (this.#closed) return;
    this.transport.flush();
    if (this.transport.buffered > LIMITS.backlog && !this.#waiting) void this.#waitForPeer();
  }

  /** Waits until the peer has taken what was sent; one that takes nothing for 60 s is closed. Answers whether it did. */
  async drained(): Promise<boolean> {
    const stalled = setTimeout(() => this.close(CLOSE.slowConsumer), STALL_MS);
    await this.transport.drained();
    clearTimeout(stalled);
    return !this.#closed;
  }

  /** Ends the connection with a word on why; `afterMs` is when the client should come back. */
  close(code: CloseCode, afterMs = 0): void {
    if (this.#closed) return;
    this.transport.close(code, afterMs);
    this.end();
  }

  /** Notes that the peer is gone. */
  end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#lanes.clear();
    this.onEnd();
  }

  #lane(name: string): Lane {
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const lane = new Lane();
    this.#lanes.set(name, lane);
    return lane;
  }

  #countIn(): void {
    this.#unanswered += 1;
    if (this.#unanswered === LIMITS.unanswered) this.transport.pause();
  }

  #countOut(): void {
    this.#unanswered -= 1;
    if (this.#unanswered === LIMITS.unanswered - 1) this.#resume();
  }

  /** A peer that asks and does not read waits; one that takes nothing for a minute is let go. */
  async #waitForPeer(): Promise<void> {
    this.#waiting = true;
    this.transport.pause();
    const taken = await this.drained();
    this.#waiting = false;
    if (taken) this.#resume();
  }

  #resume(): void {
    if (!this.#closed && !this.#waiting && this.#unanswered < LIMITS.unanswered) this.transport.resume();
  }
}
