import { connect, type Socket } from 'node:net';
import type { Dialect } from './dialect.ts';
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
  /** How far into its room's stream it is: in bytes, and in whole messages. */
  position: number;
  frame: number;
  isClosed = false;
  sender: Sender | undefined;
  readonly #place: Place;
  readonly #stream: RoomStream;
  readonly #tally: Tally;
  readonly #socket: Socket;
  #enter: () => void = () => {};
  #refuse: (error: Error) => void = () => {};
  #phase: 'handshake' | 'entering' | 'in' = 'handshake';
  /** The beginning of a frame whose rest is still to come. */
  #rest: Buffer = NOTHING;
  /** The last boundary between messages in the stream at or before `position`. */
  #boundary: number;

  constructor(place: Place, stream: RoomStream, tally: Tally) {
    this.#place = place;
    this.#stream = stream;
    this.#tally = tally;
    this.position = stream.end;
    this.#boundary = stream.end;
    this.frame = stream.frames;
    this.entered = new Promise((resolve, reject) => {
      this.#enter = resolve;
      this.#refuse = reject;
    });
    stream.members.push(this);
    this.#socket = this.#connect();
  }

  /** Makes it one of those who send. */
  becomeSender(): Sender {
    this.sender = new Sender(this.#socket, this.#place.dialect, this.#place.room);
    return this.sender;
  }

  /** Ends the connection at once. */
  close(): void {
    this.isClosed = true;
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
    this.isClosed = true;
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
    const now = performance.now();
    let at = from;
    let isBulk = true;
    while (at < end && !this.isClosed) {
      const length = isBulk || this.position > this.#boundary ? this.#matching(bytes, at, end) : 0;
      if (length > 0) {
        at += length;
        this.#advance(now);
        continue;
      }
      // A few bytes were taken for the beginning of a message and are not: back to where they began.
      if (this.position > this.#boundary) return this.#rewind(bytes, at, end);
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

  /** How many bytes from `at` are the stream's: all that can be compared, or none. */
  #matching(bytes: Buffer, at: number, end: number): number {
    const { base, end: known, bytes: expected } = this.#stream;
    const length = Math.min(end - at, known - this.position);
    if (length <= 0) return 0;
    const from = this.position - base;
    if (bytes.compare(expected, from, from + length, at, at + length) !== 0) return 0;
    this.position += length;
    return length;
  }

  #rewind(bytes: Buffer, at: number, end: number): void {
    const { base, bytes: expected } = this.#stream;
    const taken = expected.subarray(this.#boundary - base, this.position - base);
    const whole = Buffer.concat([taken, bytes.subarray(at, end)]);
    this.position = this.#boundary;
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
      this.#message(bytes, at, payload, next);
      this.#advance(now);
      return next;
    } else this.#other(bytes, payload, next, now);
    return -next;
  }

  #message(bytes: Buffer, at: number, payload: number, next: number): void {
    const { end, base, bytes: expected } = this.#stream;
    if (this.position === end) {
      this.#stream.extend(bytes, at, payload, next);
      this.position = this.#stream.end;
      return;
    }
    const from = this.position - base;
    if (bytes.compare(expected, from, from + next - at, at, next) !== 0) {
      this.#stream.fault('a member got another message than the others');
      this.close();
    }
    this.position += next - at;
  }

  /** Counts the messages that are now whole. */
  #advance(now: number): void {
    const { ends, firstFrame } = this.#stream;
    const from = this.frame - firstFrame;
    let index = from;
    while (index < ends.length && (ends[index] as number) <= this.position) index += 1;
    if (index === from) return;
    this.#time(from, index, now);
    this.frame = index + firstFrame;
    this.#boundary = ends[index - 1] as number;
  }

  /** Times the messages `from` to `to`: all of few, and about 16 of many, each for its neighbours too. */
  #time(from: number, to: number, now: number): void {
    const { senders, sentAt } = this.#stream;
    const stride = Math.max(1, (to - from) >> 4);
    for (let index = from; index < to; index += stride) {
      this.#tally.deliver(now - (sentAt[index] as number), Math.min(stride, to - index));
    }
    if (this.sender === undefined || this.#tally.turns !== 'event') return;
    for (let index = from; index < to; index += 1) if (senders[index] === this.sender) this.#tally.own += 1;
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
    else if (kind === 'greeting') for (const word of dialect.answer?.(room, person) ?? []) this.say(word);
    else if (kind === 'entered') this.#enterNow();
    else if (kind === 'failure')
      this.#stream.fault(bytes.toString('latin1', payload, Math.min(next, payload + 300)));
  }

  #enterNow(): void {
    this.#phase = 'in';
    this.#enter();
  }
}
