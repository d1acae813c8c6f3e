import { connect, type Socket } from 'node:net';
import type { Dialect } from './dialect.ts';
import { Follower } from './follower.ts';
import { frameEnd, maskedFrame, OPCODE, payloadStart } from './frames.ts';
import type { RoomStream } from './room-stream.ts';
import { Sender } from './sender.ts';
import type { Tally } from './tally.ts';

/** All sockets read into one buffer: a chunk is looked through before the next one is read. */
const INPUT = Buffer.allocUnsafe(1_048_576);
const HEADERS_END = Buffer.from('\r\n\r\n');
const NOTHING = Buffer.alloc(0);

/** Where a member connects to. */
export interface Place {
  readonly port: number;
  readonly dialect: Dialect;
  readonly room: string;
  readonly person: number;
}

/** One connection in one room: it counts what comes and holds it to what the others get. */
export class Member {
  readonly entered: Promise<void>;
  sender: Sender | undefined;
  readonly #place: Place;
  readonly #stream: RoomStream;
  readonly #tally: Tally;
  readonly #follower: Follower;
  readonly #socket: Socket;
  #enter: () => void = () => {};
  #refuse: (error: Error) => void = () => {};
  #phase: 'handshake' | 'entering' | 'in' = 'handshake';
  /** The beginning of a frame whose rest is still to come. */
  #rest: Buffer = NOTHING;

  constructor(place: Place, stream: RoomStream, tally: Tally) {
    this.#place = place;
    this.#stream = stream;
    this.#tally = tally;
    this.#follower = new Follower(stream, tally);
    this.entered = new Promise((resolve, reject) => {
      this.#enter = resolve;
      this.#refuse = reject;
    });
    this.#socket = this.#connect();
  }

  /** Whether the connection is over. */
  get isClosed(): boolean {
    return this.#follower.isGone;
  }

  /** Makes it one of those who send. */
  becomeSender(): Sender {
    this.sender = new Sender(this.#socket, this.#place.dialect, this.#place.room);
    return this.sender;
  }

  /** Ends the connection at once. */
  close(): void {
    this.#follower.isGone = true;
    this.#socket.destroy();
  }

  /** Says something in a frame of its own. */
  say(text: string): void {
    this.#socket.write(maskedFrame(text).bytes);
  }

  /** Leaves the room; without an id the command has no reply. */
  exit(): void {
    this.say(JSON.stringify({ type: 'room.exit', data: { room: this.#place.room } }));
  }

  #connect(): Socket {
    const { port, dialect, room, person } = this.#place;
    const onread = {
      buffer: INPUT,
      callback: (length: number) => {
        this.#receive(INPUT, length);
        return true;
      },
    };
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread } as never);
    const { path, headers } = dialect.request(room, person);
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: cGFybG9yIGJlbmNobWFyaw==\r\n${headers}\r\n`,
    );
    socket.on('error', (error) => this.#lose(error.message));
    socket.on('close', () => this.#lose('the server closed the connection'));
    return socket;
  }

  #lose(reason: string): void {
    if (this.isClosed) return;
    this.#follower.isGone = true;
    this.#tally.lost += 1;
    this.#stream.fault(reason);
    this.#refuse(new Error(reason));
  }

  #receive(chunk: Buffer, length: number): void {
    let [bytes, end] = [chunk, length];
    if (this.#rest.length > 0) {
      bytes = Buffer.concat([this.#rest, chunk.subarray(0, length)]);
      end = bytes.length;
      this.#rest = NOTHING;
    }
    const at = this.#phase === 'handshake' ? this.#shakeHands(bytes, end) : 0;
    this.#tally.reads += 1;
    this.#take(bytes, at, end);
  }

  #shakeHands(bytes: Buffer, end: number): number {
    const found = bytes.subarray(0, end).indexOf(HEADERS_END);
    if (found < 0) return 0;
    const status = bytes.toString('latin1', 9, 12);
    if (status !== '101') this.#lose(`HTTP ${bytes.toString('latin1', 9, Math.min(end, 400))}`);
    this.#phase = 'entering';
    return found + HEADERS_END.length;
  }

  /** Goes over what came: at once where it is what the room's stream says, else frame by frame. */
  #take(bytes: Buffer, from: number, end: number): void {
    const follower = this.#follower;
    const now = performance.now();
    let at = from;
    let isBulk = true;
    while (at < end && !this.isClosed) {
      const length = isBulk || follower.isMidway ? follower.match(bytes, at, end) : 0;
      if (length > 0) {
        at += length;
        follower.advance(now, this.sender);
        continue;
      }
      // A few bytes were taken for the beginning of a message and are not: back to where they began.
      if (follower.isMidway) return this.#rewind(bytes, at, end);
      const next = this.#frameAt(bytes, at, end, now);
      if (next === 0) {
        this.#rest = Buffer.from(bytes.subarray(at, end));
        break;
      }
      isBulk = next < 0;
      at = Math.abs(next);
    }
    this.#tally.returned(this.sender, now);
  }

  #rewind(bytes: Buffer, at: number, end: number): void {
    const whole = Buffer.concat([this.#follower.takeBack(), bytes.subarray(at, end)]);
    const now = performance.now();
    const next = this.#frameAt(whole, 0, whole.length, now);
    if (next === 0) this.#rest = whole;
    else this.#take(whole, Math.abs(next), whole.length);
    this.#tally.returned(this.sender, now);
  }

  /** Takes the frame at `at` and answers where it ends: negative after what is no message, 0 when it is not whole. */
  #frameAt(bytes: Buffer, at: number, end: number, now: number): number {
    const payload = payloadStart(bytes, at, end);
    if (payload === 0) return 0;
    const next = frameEnd(bytes, at);
    if (next > end) return 0;
    const opcode = (bytes[at] as number) & 0x0f;
    if (opcode !== OPCODE.text) this.#control(opcode, bytes.subarray(payload, next));
    else if (this.#place.dialect.kindOf(bytes, payload, next) === 'message') {
      this.#follower.message(bytes, at, payload, next);
      this.#follower.advance(now, this.sender);
      return next;
    } else this.#other(bytes, payload, next, now);
    return -next;
  }

  #control(opcode: number, payload: Buffer): void {
    if (opcode === OPCODE.ping) this.#socket.write(maskedFrame(payload, OPCODE.pong).bytes);
    else if (opcode === OPCODE.close) this.#lose(`closed: ${payload.toString('latin1', 2)}`);
  }

  #other(bytes: Buffer, payload: number, next: number, now: number): void {
    const { dialect, room, person } = this.#place;
    const kind = dialect.kindOf(bytes, payload, next);
    if (kind === 'reply') this.#tally.reply(this.sender, dialect.repliedCount(bytes, payload), now);
    else if (kind === 'ping') this.say('3');
    else if (kind === 'greeting' || kind === 'connected')
      this.say(dialect.answer?.(kind, room, person) ?? '');
    else if (kind === 'entered') this.#enterNow();
    else if (kind === 'failure')
      this.#stream.fault(bytes.toString('latin1', payload, Math.min(next, payload + 300)));
  }

  #enterNow(): void {
    this.#phase = 'in';
    this.#enter();
  }
}
