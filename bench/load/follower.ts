import type { RoomStream } from './room-stream.ts';
import type { Sender } from './sender.ts';
import type { Tally } from './tally.ts';

/** How far one member is into its room's stream, and what it got is held to it. */
export class Follower {
  /** In bytes, and in whole messages. */
  position: number;
  frame: number;
  /** Whether nothing more will come: nobody waits for it. */
  isGone = false;
  /** The last boundary between messages at or before `position`. */
  #boundary: number;
  readonly #stream: RoomStream;
  readonly #tally: Tally;

  constructor(stream: RoomStream, tally: Tally) {
    this.#stream = stream;
    this.#tally = tally;
    this.position = stream.end;
    this.#boundary = stream.end;
    this.frame = stream.frames;
    stream.followers.push(this);
  }

  /** Whether it stands within a message. */
  get isMidway(): boolean {
    return this.position > this.#boundary;
  }

  /** How many bytes from `at` are the stream's: all that can be compared, or none. */
  match(bytes: Buffer, at: number, end: number): number {
    const { base, end: known, bytes: expected } = this.#stream;
    const length = Math.min(end - at, known - this.position);
    if (length <= 0) return 0;
    const from = this.position - base;
    if (bytes.compare(expected, from, from + length, at, at + length) !== 0) return 0;
    this.position += length;
    return length;
  }

  /** Goes back to the last boundary, and gives back what had been taken since. */
  takeBack(): Buffer {
    const { base, bytes } = this.#stream;
    const taken = bytes.subarray(this.#boundary - base, this.position - base);
    this.position = this.#boundary;
    return taken;
  }

  /** Takes one whole message: the next that anybody got, or the same that others got before. */
  message(bytes: Buffer, at: number, payload: number, next: number): void {
    const { end, base, bytes: expected } = this.#stream;
    if (this.position === end) {
      this.#stream.extend(bytes, at, payload, next);
      this.position = this.#stream.end;
      return;
    }
    const from = this.position - base;
    const isSame = bytes.compare(expected, from, from + next - at, at, next) === 0;
    if (!isSame) this.#stream.fault('a member got another message than the others');
    this.position += next - at;
  }

  /** Counts the messages that are now whole. */
  advance(now: number, sender: Sender | undefined): void {
    const { ends, firstFrame } = this.#stream;
    const from = this.frame - firstFrame;
    let index = from;
    while (index < ends.length && (ends[index] as number) <= this.position) index += 1;
    if (index === from) return;
    this.#time(from, index, now);
    if (sender !== undefined && this.#tally.turns === 'event') this.#findOwn(from, index, sender);
    this.frame = index + firstFrame;
    this.#boundary = ends[index - 1] as number;
  }

  /** Times the messages `from` to `to`: all of few, and about 16 of many, each for its neighbours too. */
  #time(from: number, to: number, now: number): void {
    const { sentAt } = this.#stream;
    const stride = Math.max(1, (to - from) >> 4);
    for (let index = from; index < to; index += stride) {
      this.#tally.deliver(now - (sentAt[index] as number), Math.min(stride, to - index));
    }
  }

  #findOwn(from: number, to: number, sender: Sender): void {
    const { senders } = this.#stream;
    for (let index = from; index < to; index += 1) if (senders[index] === sender) this.#tally.own += 1;
  }
}
