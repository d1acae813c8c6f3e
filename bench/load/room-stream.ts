import type { Dialect } from './dialect.ts';
import type { Follower } from './follower.ts';
import { countAt, findMark, senderAt } from './marks.ts';
import type { Sender } from './sender.ts';

/** Grows by doubling up to what the slowest member has not seen yet. */
const FIRST_BYTES = 65_536;

/**
 * What a room has sent, as the member that is furthest ahead got it: every message is checked here once,
 * and every other member is held to these very bytes. So no message of any member goes unchecked,
 * at the price of one comparison of memory a chunk.
 */
export class RoomStream {
  /** Messages that every member has had are dropped: positions count from the beginning of time. */
  bytes = Buffer.allocUnsafe(FIRST_BYTES);
  base = 0;
  end = 0;
  /** By message, from `firstFrame`: where it ends, who sent it, when. */
  firstFrame = 0;
  ends: number[] = [];
  senders: Sender[] = [];
  sentAt: number[] = [];
  /** What was wrong, in words. */
  readonly faults: string[] = [];
  readonly followers: Follower[] = [];
  readonly #dialect: Dialect;
  readonly #senders: Map<number, Sender>;
  #seq = 0;
  #hint = 0;

  constructor(dialect: Dialect, senders: Map<number, Sender>) {
    this.#dialect = dialect;
    this.#senders = senders;
  }

  /** How many messages there have been. */
  get frames(): number {
    return this.firstFrame + this.ends.length;
  }

  /** Takes the next message; `start` and `end` are those of the frame, `payload` of what is in it. */
  extend(bytes: Buffer, start: number, payload: number, end: number): void {
    const mark = findMark(bytes, payload, end, this.#hint);
    const sender = mark < 0 ? undefined : this.#senders.get(senderAt(bytes, mark));
    if (sender === undefined) {
      this.fault(`a message nobody sent: ${bytes.toString('latin1', payload, Math.min(end, payload + 200))}`);
      return;
    }
    this.#hint = mark - payload;
    this.#checkOrder(bytes, payload, sender, countAt(bytes, mark));
    this.#store(bytes, start, end);
    this.ends.push(this.end);
    this.senders.push(sender);
    this.sentAt.push(sender.sentAt(countAt(bytes, mark)));
  }

  fault(text: string): void {
    if (this.faults.length < 5) this.faults.push(text);
  }

  #checkOrder(bytes: Buffer, payload: number, sender: Sender, count: number): void {
    const seq = this.#dialect.seqOf(bytes, payload);
    if (this.#seq !== 0 && seq !== this.#seq + 1) this.fault(`seq ${seq} after ${this.#seq}`);
    if (seq !== 0) this.#seq = seq;
    if (count !== sender.seen + 1) this.fault(`sender's message ${count} after ${sender.seen}`);
    sender.seen = count;
  }

  #store(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    if (this.end - this.base + length > this.bytes.length) this.#makeRoom(length);
    bytes.copy(this.bytes, this.end - this.base, start, end);
    this.end += length;
  }

  #makeRoom(length: number): void {
    let [position, frame] = [this.end, this.frames];
    for (const follower of this.followers) {
      if (follower.isGone || follower.position >= position) continue;
      [position, frame] = [follower.position, follower.frame];
    }
    // A member may stand within a message: that one is kept whole.
    const kept = frame === this.firstFrame ? this.base : (this.ends[frame - 1 - this.firstFrame] as number);
    const size = this.end - kept;
    const wanted = size + length > this.bytes.length / 2 ? this.bytes.length * 2 : this.bytes.length;
    const target = wanted === this.bytes.length ? this.bytes : Buffer.allocUnsafe(wanted);
    this.bytes.copy(target, 0, kept - this.base, this.end - this.base);
    this.bytes = target;
    this.base = kept;
    const dropped = frame - this.firstFrame;
    this.ends.splice(0, dropped);
    this.senders.splice(0, dropped);
    this.sentAt.splice(0, dropped);
    this.firstFrame = frame;
  }
}
