import { TokenBucket } from '../realtime/token-bucket.ts';

/** Messages that a person may send into one room: 10 in 10 s, and 20 at once. */
const SEND_RATE = { capacity: 20, perSecond: 1 };
/** People and rooms that are watched at once. */
const MAX_BUCKETS = 50_000;
/** How many of the longest watched are looked at for each new one: those whose bucket is full again are forgotten. */
const LOOKED_AT = 8;

/** How fast each person sends into each room, over all their connections. */
export class SendLimit {
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #limited: boolean;

  constructor(rateLimits: 'on' | 'off') {
    this.#limited = rateLimits === 'on';
  }

  /** Takes one. Answers 0, or in how many seconds the next may come. */
  take(userId: string, roomId: string): number {
    if (!this.#limited) return 0;
    const key = `${userId} ${roomId}`;
    const bucket = this.#buckets.get(key) ?? new TokenBucket(SEND_RATE);
    if (!this.#buckets.has(key)) this.#add(key, bucket);
    return bucket.take();
  }

  #add(key: string, bucket: TokenBucket): void {
    if (this.#buckets.size >= MAX_BUCKETS) this.#makeRoom();
    this.#buckets.set(key, bucket);
  }

  /** Forgets what changes nothing; where all are in use the oldest gives way, so that the map stays bounded. */
  #makeRoom(): void {
    let left = LOOKED_AT;
    for (const [key, bucket] of this.#buckets) {
      if (bucket.isFull) this.#buckets.delete(key);
      left -= 1;
      if (left === 0) break;
    }
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size >= MAX_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest);
  }
}
