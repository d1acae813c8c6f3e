import { CLOSE, type CloseCode, LIMITS } from '@parlor/protocol';
import type { Batch } from './batch.ts';
import type { Encoded } from './encoded.ts';
import type { Flusher } from './flusher.ts';
import type { LaneCommand } from './lane.ts';
import { Lanes, type NamedRoom } from './lanes.ts';
import { TokenBucket } from './token-bucket.ts';
import type { Answer, Transport } from './transports/transport.ts';

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
  readonly #lanes = new Lanes();
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

  /** Rooms with commands that have not been answered. */
  get lanes(): number {
    return this.#lanes.size;
  }

  /** Runs a command in the lane of its room, so that the order of a room's commands is kept. */
  run(room: NamedRoom, { pipelined, respond, start }: LaneCommand): void {
    this.#countIn();
    const lane = this.#lanes.of(room);
    const answered = (answer: Answer) => {
      if (!this.#closed) respond(answer);
      this.#lanes.dropIfEmpty(lane);
      this.#countOut();
      this.markDirty();
    };
    lane.run({ pipelined, respond: answered, start });
  }

  /** Notes the id of a room that commands have named otherwise. */
  learn(called: string, roomId: string): void {
    this.#lanes.learn(called, roomId);
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
    if (this.transport.buffered > LIMITS.backlog) this.#judgeBacklog();
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
    if (this.transport.buffered > LIMITS.backlog) this.#judgeBacklog();
  }

  /** Waits until the peer has taken what was sent; one that takes nothing for 60 s is closed. Answers whether it did. */
  async drained(): Promise<boolean> {
    let left = this.transport.buffered;
    const watch = setInterval(() => {
      if (this.transport.buffered >= left) this.close(CLOSE.slowConsumer);
      left = this.transport.buffered;
    }, STALL_MS);
    await this.transport.drained();
    clearInterval(watch);
    return !this.#closed;
  }

  /** Resolves when there is room for another page: at once for a peer that reads. Answers whether the connection lives. */
  async ready(): Promise<boolean> {
    return this.transport.buffered > LIMITS.backlog ? this.drained() : !this.#closed;
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
    this.#lanes.close();
    this.onEnd();
  }

  #countIn(): void {
    this.#unanswered += 1;
    if (this.#unanswered === LIMITS.unanswered) this.transport.pause();
  }

  #countOut(): void {
    this.#unanswered -= 1;
    if (this.#unanswered === LIMITS.unanswered - 1) this.#resume();
  }

  /** Live events that wait are limited; what the peer has asked for only has to be taken before it is read again. */
  #judgeBacklog(): void {
    const live = this.transport.buffered - this.transport.bufferedReplies;
    if (live > LIMITS.backlog) this.close(CLOSE.slowConsumer);
    else if (!this.#waiting) void this.#waitForPeer();
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
