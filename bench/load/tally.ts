import { Histogram } from './histogram.ts';
import type { Sender } from './sender.ts';

/** What makes a sender's window turn: its own message come back, or its acknowledgement. */
export type Turns = 'event' | 'reply';

/** What all members of a population have got. */
export class Tally {
  /** Messages delivered since the beginning, and connections that broke off. */
  delivered = 0;
  replies = 0;
  /** Chunks read from connections: with the deliveries they tell how many messages a write carries. */
  reads = 0;
  lost = 0;
  /** Messages of the member at hand that have come back to it in this chunk. */
  own = 0;
  turns: Turns = 'event';
  readonly delays = new Histogram();
  readonly replyDelays = new Histogram();

  /** Notes that `count` messages have come after so many milliseconds. */
  deliver(ms: number, count: number): void {
    this.delivered += count;
    this.delays.add(ms, count);
  }

  /** Notes an acknowledgement. */
  reply(sender: Sender | undefined, count: number, now: number): void {
    if (sender === undefined) return;
    this.replies += 1;
    sender.replied = count;
    this.replyDelays.add(now - sender.sentAt(count));
    if (this.turns === 'reply') this.own += 1;
  }

  /** At the end of a chunk: what came back lets its sender go on. */
  returned(sender: Sender | undefined, now: number): void {
    const { own } = this;
    if (own === 0) return;
    this.own = 0;
    sender?.onReturned(own, now);
  }

  /** Forgets the times; what is counted goes on. */
  clearDelays(): void {
    this.delays.clear();
    this.replyDelays.clear();
  }
}
