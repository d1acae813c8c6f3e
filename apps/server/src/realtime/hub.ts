import type { Broker, Publication } from './broker.ts';
import type { Encoded } from './encoded.ts';
import type { Flusher } from './flusher.ts';
import { LogFollower, type LogSource } from './log-follower.ts';
import type { Seat, Sitter, Topic } from './topic.ts';

interface HubOptions {
  readonly broker: Broker;
  readonly flusher: Flusher;
  readonly source: LogSource;
  /** Waits before the store is asked again after a failure. */
  readonly pause: () => Promise<void>;
}

/** A topic that is kept open while somebody enters it. */
export interface HeldTopic extends Disposable {
  readonly topic: Topic;
  /** Resolves when everything up to `seq` has been delivered here. */
  reach(seq: number): Promise<void>;
}

/** The topics that people on this node have open, and the delivery of each topic's log in its order. */
export class Hub {
  readonly #followers = new Map<string, LogFollower>();
  readonly #options: HubOptions;

  constructor(options: HubOptions) {
    this.#options = options;
    options.broker.onPublication((publication) => this.#receive(publication));
  }

  /** Holds a topic open, reading its head when nobody here has it open yet. */
  async open(id: string): Promise<HeldTopic> {
    const follower = this.#followers.get(id) ?? this.#follow(id);
    follower.holds += 1;
    const release = () => {
      follower.holds -= 1;
      this.#dropIfUnused(follower);
    };
    try {
      const topic = await follower.started;
      return { topic, reach: (seq) => follower.reach(seq), [Symbol.dispose]: release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Seats a connection: from now on it gets what the topic gets. */
  join(topic: Topic, sitter: Sitter): Seat {
    const seat = topic.join(sitter);
    if (topic.isDirty) this.#options.flusher.addTopic(topic);
    return seat;
  }

  /** Gives a seat up at once: nothing more reaches it. */
  leave(seat: Seat): void {
    seat.topic.leave(seat);
    const follower = this.#followers.get(seat.topic.id);
    if (follower !== undefined) this.#dropIfUnused(follower);
  }

  /** The topic, when somebody here has it open. */
  topic(id: string): Topic | undefined {
    return this.#followers.get(id)?.topic;
  }

  /** Tells everyone who has the topic open, on every node, an event that takes no number. */
  tell(topic: string, event: Encoded): void {
    this.#options.broker.publish({ kind: 'event', topic, event });
  }

  /** Notes that the removal of `accessVersion` has been carried out here; resolves when all up to it have been. */
  async settleAccess(id: string, accessVersion: number): Promise<void> {
    await this.#followers.get(id)?.settleAccess(accessVersion);
  }

  #follow(id: string): LogFollower {
    const { broker, source, pause, flusher } = this.#options;
    // Subscribed before the first reading: what is committed in between is held, not missed.
    broker.subscribe(id);
    const follower = new LogFollower(id, source, {
      pause,
      appended: (topic) => flusher.addTopic(topic),
    });
    this.#followers.set(id, follower);
    return follower;
  }

  #receive(publication: Publication): void {
    if (publication.kind === 'entry') {
      this.#followers.get(publication.entry.topic)?.receive(publication.entry);
      return;
    }
    const topic = this.topic(publication.topic);
    if (topic === undefined) return;
    topic.tell(publication.event);
    if (topic.isDirty) this.#options.flusher.addTopic(topic);
  }

  #dropIfUnused(follower: LogFollower): void {
    if (follower.holds > 0 || (follower.topic?.population ?? 0) > 0) return;
    if (this.#followers.get(follower.id) !== follower) return;
    this.#followers.delete(follower.id);
    follower.stop();
    this.#options.broker.unsubscribe(follower.id);
  }
}
