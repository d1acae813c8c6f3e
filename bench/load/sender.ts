import type { Socket } from 'node:net';
import type { Dialect } from './dialect.ts';
import { maskedFrame } from './frames.ts';
import { FIRST_COUNT, FIRST_SENDER, firstBody, writeCount } from './marks.ts';

/** Messages of one sender that may be on their way at once, and be timed. */
const TIMED = 65_536;

let senders = FIRST_SENDER;

/** Who sends: its messages are one frame, made and masked beforehand, in which the count is written over. */
export class Sender {
  readonly id = senders++;
  /** The count of the last message that was sent, of the last that came back, and of the last that was acknowledged. */
  sent = FIRST_COUNT - 1;
  seen = FIRST_COUNT - 1;
  replied = FIRST_COUNT - 1;
  /** Called with how many of its own messages have come back. */
  onReturned: (count: number, now: number) => void = () => {};
  readonly #socket: Socket;
  readonly #frame: Buffer;
  readonly #key: Buffer;
  readonly #payload: number;
  readonly #places: readonly number[];
  readonly #times = new Float64Array(TIMED);

  constructor(socket: Socket, dialect: Dialect, room: string) {
    this.#socket = socket;
    const text = dialect.message(room, firstBody(this.id), FIRST_COUNT);
    const { bytes, key, payload } = maskedFrame(text);
    this.#frame = bytes;
    this.#key = key;
    this.#payload = payload;
    this.#places = [...text.matchAll(new RegExp(String(FIRST_COUNT), 'g'))].map(({ index }) => index);
  }

  /** Sends so many messages in one write; `at` is when they were due. */
  send(count: number, at: number): void {
    const { length } = this.#frame;
    const out = Buffer.allocUnsafe(length * count);
    for (let index = 0; index < count; index += 1) this.#write(out, index * length, at);
    this.#socket.write(out);
  }

  /** When the message of this count was sent. */
  sentAt(count: number): number {
    return this.#times[count & (TIMED - 1)] as number;
  }

  #write(out: Buffer, at: number, now: number): void {
    this.sent += 1;
    this.#frame.copy(out, at);
    this.#times[this.sent & (TIMED - 1)] = now;
    for (const place of this.#places) {
      writeCount(out, at + this.#payload + place, this.sent, this.#key, place);
    }
  }
}
