import { CLOSE, type CloseCode, type Goodbye, LIMITS, Problem, type Welcome } from '@parlor/protocol';
import { encodeTextFrame, joinTextFrames, type WebSocket } from '@parlor/websocket';
import type { Listener } from './audience.ts';
import { Commands } from './commands.ts';
import type { Entrance } from './entrance.ts';
import { hueOf } from './entrance.ts';
import type { Sender } from './journal.ts';
import { Lane } from './lane.ts';
import { tailOf } from './line.ts';
import { timestamp } from './message.ts';
import type { Room, Visitor } from './room.ts';

/** What a connection is made of. */
export interface ConnectionParts {
  readonly id: string;
  readonly webSocket: WebSocket;
  readonly room: Room;
  readonly entrance: Entrance;
  readonly epoch: string;
  readonly server: string;
  /** Told of errors that are ours. */
  readonly bug: (error: unknown) => void;
}

/** How long a peer may take nothing during a replay. */
const STALLED = 60_000;

/** Shared by all that owe nothing: that is how most connections spend their lives. */
const NONE: string[] = [];

/** Up to so many bytes are copied to be written with the answers before them. */
const JOINED = 16_384;

/** One client: what it is called, what it is owed, and how it is written to. */
export class Connection implements Listener, Visitor, Sender {
  readonly id: string;
  readonly nick: string;
  readonly hue: number;
  readonly client: string;
  readonly room: Room;
  readonly epoch: string;
  readonly lane = new Lane();
  delivered = 0;
  place = -1;
  /** Which of the heartbeat's groups it is in. */
  group = 0;
  /** Whether the last ping is still unanswered. */
  owesPong = false;
  readonly #webSocket: WebSocket;
  readonly #commands: Commands;
  readonly #bug: (error: unknown) => void;
  #replies: string[] = NONE;
  /** The entering that the URL asks for is the first. */
  #unanswered = 1;
  #isPaused = false;
  #author: string | undefined;
  /** Whether the last event had to wait; only then is it looked at how much does. */
  #isBehind = false;
  /** Of a batch being told. */
  #sendsAnswered = 0;
  #wake: ((more: boolean) => void) | undefined;

  constructor({ id, webSocket, room, entrance, epoch, server, bug }: ConnectionParts) {
    this.id = id;
    this.nick = entrance.nick ?? `guest-${id.slice(0, 4)}`;
    this.hue = hueOf(this.nick);
    this.client = entrance.client;
    this.room = room;
    this.epoch = epoch;
    this.#webSocket = webSocket;
    this.#bug = bug;
    this.#commands = new Commands(this);
    webSocket.onText = (text) => this.#receive(text);
    webSocket.onBinary = refuseBinary;
    webSocket.onPong = () => {
      this.owesPong = false;
    };
    this.#send('session.welcome', {
      protocol: 1,
      server,
      connection: id,
      client: entrance.client,
      epoch,
      user: this.#user,
      heartbeat: LIMITS.heartbeat,
      limits: { frame: LIMITS.frame, body: LIMITS.body },
    } satisfies Welcome);
    this.#commands.enterAtOnce(entrance.how);
  }

  /** Its author's JSON, kept from its first message on. */
  get author(): string {
    this.#author ??= JSON.stringify(this.#user);
    return this.#author;
  }

  get #user() {
    return { id: this.id, handle: this.nick, name: this.nick, hue: this.hue, bot: false };
  }

  /** What its lines in the log end with. Not kept: most who listen never send. */
  get tail(): string {
    return tailOf(this.client);
  }

  get isLive(): boolean {
    return this.place >= 0;
  }

  /** Whether it has so many commands unanswered that nothing is read from it, not even a pong. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  get isOpen(): boolean {
    return this.#webSocket.state === 'open';
  }

  get address(): string {
    return this.#webSocket.remoteAddress ?? 'gone';
  }

  /** Writes frames. With a megabyte of events waiting already it is cut off instead; it may enter again. */
  deliver(frames: Buffer): void {
    if (this.#isBehind && this.#hasBacklog(frames.length)) this.close(CLOSE.slowConsumer, 0);
    else
      this.#isBehind = !this.#webSocket.sendFrames(
        this.#replies.length > 0 ? this.#withReplies(frames) : frames,
      );
  }

  stored(id: string | undefined, seq: number, isDuplicate: boolean): void {
    this.#unanswered -= 1;
    this.#sendsAnswered += 1;
    if (id === undefined) return;
    const duplicate = isDuplicate ? ',"duplicate":true' : '';
    this.#owe(
      `{"re":${JSON.stringify(id)},"ok":true,"data":{"seq":${seq},"version":${seq},"nth":${seq}${duplicate}}}`,
    );
  }

  refused(id: string | undefined, problem: Problem): void {
    this.#unanswered -= 1;
    this.#sendsAnswered += 1;
    this.#owe(JSON.stringify({ re: id ?? null, ok: false, problem }));
  }

  settle(): void {
    // Whoever is about to be told of its own message gets the answer with it, in one write.
    const isTold = this.isLive && this.delivered < this.room.audience.seq;
    if (!isTold) this.#reply();
    const answered = this.#sendsAnswered;
    this.#sendsAnswered = 0;
    this.lane.answered(answered);
    this.#readOn();
  }

  /** Answers a command; without an id only a failure is answered. `data` is JSON. */
  answer(id: string | undefined, data: string): void {
    this.#unanswered -= 1;
    this.#reply();
    if (id !== undefined) this.#webSocket.sendText(`{"re":${JSON.stringify(id)},"ok":true,"data":${data}}`);
    this.#readOn();
  }

  /** Answers with a problem; anything else that was thrown is a bug, which the operator sees. */
  fail(id: string | undefined, error: unknown): void {
    this.#unanswered -= 1;
    this.#reply();
    const isProblem = error instanceof Problem;
    if (!isProblem) this.#bug(error);
    const problem = isProblem ? error : new Problem('internal');
    this.#webSocket.sendText(JSON.stringify({ re: id ?? null, ok: false, problem }));
    this.#readOn();
  }

  /** What was being sent cannot go on: the client comes back and takes it up again. */
  broken(error: unknown): void {
    this.#bug(error);
    this.close(CLOSE.resynchronise, 1_000);
  }

  /** Writes a replay's frames; resolves when more may follow, with false when the peer takes nothing. */
  push(frames: Buffer): Promise<boolean> {
    if (this.#webSocket.sendFrames(frames)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const stalled = setTimeout(() => {
        this.close(CLOSE.slowConsumer, 0);
        this.#wake?.(false);
      }, STALLED);
      this.#wake = (more) => {
        clearTimeout(stalled);
        this.#wake = undefined;
        this.#webSocket.onDrain = undefined;
        resolve(more);
      };
      this.#webSocket.onDrain = () => this.#wake?.(true);
    });
  }

  /** Everything up to `seq` has been sent: says so, and is told what is live from the same turn on. */
  goLive(seq: number): void {
    this.#webSocket.sendText(
      JSON.stringify({ type: 'room.synced', room: this.room.name, seq, at: timestamp(), data: {} }),
    );
    this.room.audience.join(this, seq);
  }

  /** Tells this connection alone the server's own word. */
  notice(text: string): void {
    this.#send('notice', { level: 'info', text });
  }

  ping(): void {
    this.owesPong = true;
    this.#webSocket.ping();
  }

  /** Says why, and closes. */
  close({ code, reason, reconnect }: CloseCode, afterMs: number): void {
    if (!this.isOpen) return;
    this.#reply();
    this.#send('session.goodbye', { code, reason, reconnect, afterMs } satisfies Goodbye);
    this.#webSocket.close(code, reason);
  }

  terminate(): void {
    this.#webSocket.terminate();
  }

  /** The connection is gone. */
  ended(isClean: boolean): void {
    this.#wake?.(false);
    this.room.audience.leave(this);
    this.#commands.stop();
    this.room.exit(this, isClean ? 'left' : 'lost');
    this.room.release();
  }

  #hasBacklog(more: number): boolean {
    const waiting = this.#webSocket.bufferedAmount;
    return waiting > 0 && waiting + more > LIMITS.backlog;
  }

  #owe(reply: string): void {
    if (this.#replies === NONE) this.#replies = [reply];
    else this.#replies.push(reply);
  }

  #reply(): void {
    if (this.#replies.length > 0) this.#webSocket.sendFrames(this.#takeReplies());
  }

  #withReplies(frames: Buffer): Buffer {
    const replies = this.#takeReplies();
    if (frames.length <= JOINED) return Buffer.concat([replies, frames]);
    this.#webSocket.sendFrames(replies);
    return frames;
  }

  #takeReplies(): Buffer {
    const replies = joinTextFrames(this.#replies);
    this.#replies = NONE;
    return replies;
  }

  #receive(text: string): void {
    this.#unanswered += 1;
    this.#commands.take(text);
    if (this.#unanswered < LIMITS.unanswered || this.#isPaused) return;
    this.#isPaused = true;
    this.#webSocket.pause();
  }

  #readOn(): void {
    if (!this.#isPaused || this.#unanswered >= LIMITS.unanswered / 2) return;
    this.#isPaused = false;
    this.#webSocket.resume();
  }

  #send(type: string, data: object): void {
    this.#webSocket.sendFrames(encodeTextFrame(JSON.stringify({ type, at: timestamp(), data })));
  }
}

/** One function for all connections. */
function refuseBinary(this: WebSocket): void {
  this.close(1003, 'text frames only');
}
