import type { LogEntry } from './encoded.ts';
import { Topic } from './topic.ts';

/** Where a topic's truth is read: the hub asks it whenever what it was told is not enough. */
export interface LogSource {
  /** Number of the last change, and the access version. */
  head(topic: string): Promise<{ readonly seq: number; readonly accessVersion: number }>;
  /** What changed after `seq`, oldest first, each subject once in its newest state, and the head it was read under. */
  changesAfter(
    topic: string,
    seq: number,
  ): Promise<{ readonly entries: readonly LogEntry[]; readonly head: number }>;
  /** Which of these people belong to the topic, at least as new as the access version given with them. */
  belonging(
    topic: string,
    userIds: readonly string[],
  ): Promise<{ readonly accessVersion: number; readonly users: ReadonlySet<string> }>;
}

interface FollowerHooks {
  /** The topic has something to write. */
  readonly appended: (topic: Topic) => void;
  /** Waits before the store is asked again after a failure. */
  readonly pause: () => Promise<void>;
}

/**
 * Gives one topic its log in order: each number once, none before the removals that came before it.
 * What arrives early, or under a newer access version, is held until the truth has been read.
 */
export class LogFollower {
  readonly id: string;
  /** The topic, from its first reading on. Rejects when the store could not be read. */
  readonly started: Promise<Topic>;
  /** Enterings under way: the topic is kept while they read. */
  holds = 0;
  #topic: Topic | undefined;
  #held: LogEntry[] = [];
  #settling = true;
  readonly #source: LogSource;
  readonly #hooks: FollowerHooks;

  constructor(id: string, source: LogSource, hooks: FollowerHooks) {
    this.id = id;
    this.#source = source;
    this.#hooks = hooks;
    this.started = this.#start();
  }

  /** The topic, once it has been read. */
  get topic(): Topic | undefined {
    return this.#topic;
  }

  /** Takes an entry as the broker told it: in order, early, twice or late. */
  receive(entry: LogEntry): void {
    const topic = this.#topic;
    if (topic !== undefined && !this.#settling && follows(topic, entry)) {
      topic.append(entry);
      this.#hooks.appended(topic);
    } else if (topic === undefined || entry.seq > topic.delivered) {
      this.#held.push(entry);
      if (topic !== undefined && !this.#settling) void this.#settle(topic);
    }
  }

  /** Resolves when everything up to `seq` has been delivered; what does not come by itself is read. */
  async reach(seq: number): Promise<void> {
    const topic = await this.started;
    await Promise.race([topic.reached(seq), this.#hooks.pause()]);
    if (topic.delivered >= seq) return;
    // A hint was lost: what is missing is read.
    if (!this.#settling) void this.#settle(topic, () => topic.delivered < seq);
    await topic.reached(seq);
  }

  async #start(): Promise<Topic> {
    const topic = new Topic(this.id, await this.#source.head(this.id));
    this.#topic = topic;
    await this.#settle(topic);
    return topic;
  }

  /** Applies what is held, reading what is missing. Until it is done nothing else is delivered. */
  async #settle(topic: Topic, isBehind: () => boolean = () => false): Promise<void> {
    this.#settling = true;
    while (this.#held.length > 0 || isBehind()) {
      try {
        if (isBehind()) await this.#fillGap(topic);
        else await this.#applyNext(topic);
      } catch {
        // The room is held until the store can be read: nothing stale, nothing out of order goes out meanwhile.
        await this.#hooks.pause();
      }
    }
    this.#settling = false;
    if (topic.isDirty) this.#hooks.appended(topic);
  }

  async #applyNext(topic: Topic): Promise<void> {
    this.#held = this.#held.filter((entry) => entry.seq > topic.delivered).sort((a, b) => a.seq - b.seq);
    const [entry] = this.#held;
    if (entry === undefined) return;
    if (entry.accessVersion > topic.accessVersion) return this.#checkBelonging(topic);
    if (entry.seq > topic.delivered + 1) return this.#fillGap(topic);
    this.#held.shift();
    topic.append(entry);
  }

  async #checkBelonging(topic: Topic): Promise<void> {
    const present = new Set([...topic.seats()].map(({ userId }) => userId));
    const { accessVersion, users } = await this.#source.belonging(this.id, [...present]);
    // Who sat down meanwhile was judged under a version of their own, which `reach` compares.
    for (const seat of [...topic.seats()].filter(({ userId }) => present.has(userId)))
      if (!users.has(seat.userId)) seat.evict();
    topic.accessVersion = Math.max(topic.accessVersion, accessVersion);
  }

  async #fillGap(topic: Topic): Promise<void> {
    const { entries, head } = await this.#source.changesAfter(this.id, topic.delivered);
    const newest = entries.reduce((version, entry) => Math.max(version, entry.accessVersion), 0);
    if (newest > topic.accessVersion) await this.#checkBelonging(topic);
    for (const entry of entries) topic.append(entry);
    // The rows are newest states: numbers in between may be gone, so no later reader may take them for a row.
    topic.skipTo(Math.max(head, topic.delivered));
  }
}

function follows(topic: Topic, entry: LogEntry): boolean {
  return entry.seq === topic.delivered + 1 && entry.accessVersion <= topic.accessVersion;
}
