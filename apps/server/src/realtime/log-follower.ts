import type { LogEntry } from './encoded.ts';
import { type Seat, Topic } from './topic.ts';

/** Where a topic's truth is read: the hub asks it whenever what it was told is not enough. */
export interface LogSource {
  /** Number of the last change, and the access version. */
  head(topic: string): Promise<{ readonly seq: number; readonly accessVersion: number }>;
  /** A page of what changed after `seq`, oldest first, each subject once in its newest state. */
  changesAfter(topic: string, seq: number): Promise<LogPage>;
  /** Which of these people belong to the topic, at least as new as the access version given with them. */
  belonging(
    topic: string,
    userIds: readonly string[],
  ): Promise<{ readonly accessVersion: number; readonly users: ReadonlySet<string> }>;
}

/** Changes, and how far they reach. */
export interface LogPage {
  readonly entries: readonly LogEntry[];
  /** Everything up to here has been given. */
  readonly upTo: number;
  /** Whether more is known to follow. */
  readonly more: boolean;
}

interface FollowerHooks {
  /** The topic has something to write. */
  readonly appended: (topic: Topic) => void;
  /** Waits before what is missing is read, and before the store is asked again after a failure. */
  readonly pause: () => Promise<void>;
}

/** Entries that are held at most: they are hints, and what is not held is read. */
const MAX_HELD = 1_024;

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
  /** What is known to be there: it is read when it does not come. */
  readonly #wanted = { seq: 0, accessVersion: 0 };
  #isSettling = false;
  #settled: Promise<void> = Promise.resolve();
  #isStopped = false;
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
    if (topic !== undefined && !this.#isSettling && follows(topic, entry)) {
      this.#append(topic, entry);
      return;
    }
    if (topic !== undefined && entry.seq <= topic.delivered) return;
    if (this.#held.length < MAX_HELD) this.#held.push(entry);
    else this.#wanted.seq = Math.max(this.#wanted.seq, entry.seq);
    void this.#settle();
  }

  /** Resolves when everything up to `seq` has been delivered; what does not come by itself is read. */
  async reach(seq: number): Promise<void> {
    const topic = await this.started;
    if (topic.delivered >= seq) return;
    await Promise.race([topic.reached(seq), this.#hooks.pause()]);
    if (topic.delivered >= seq) return;
    // A hint was lost: what is missing is read.
    this.#wanted.seq = Math.max(this.#wanted.seq, seq);
    void this.#settle();
    await topic.reached(seq);
  }

  /**
   * Notes that the removal of `accessVersion` has been carried out here on all who were seated or known to enter.
   * Resolves when every removal up to it has been; what lies between is read.
   */
  async settleAccess(accessVersion: number): Promise<void> {
    const topic = this.#topic;
    if (topic?.accessVersion === accessVersion - 1) topic.accessVersion = accessVersion;
    else this.#wanted.accessVersion = Math.max(this.#wanted.accessVersion, accessVersion);
    if (topic !== undefined) await this.#settle();
  }

  /** Nothing is read any more: nobody here has the topic open. */
  stop(): void {
    this.#isStopped = true;
    this.#held = [];
  }

  async #start(): Promise<Topic> {
    const topic = new Topic(this.id, await this.#source.head(this.id));
    this.#topic = topic;
    await this.#settle();
    return topic;
  }

  /** Applies what is held, reading what is missing. Until it is done nothing else is delivered. */
  #settle(): Promise<void> {
    const topic = this.#topic;
    if (topic !== undefined && !this.#isSettling) this.#settled = this.#catchUp(topic);
    return this.#settled;
  }

  async #catchUp(topic: Topic): Promise<void> {
    this.#isSettling = true;
    let patience = 1;
    while (!this.#isStopped && this.#isBehind(topic)) {
      try {
        if (this.#applyHeld(topic)) patience = 1;
        else if (this.#mustCheckAccess(topic)) await this.#checkBelonging(topic);
        // Early entries wait a moment for those before them, which may only have been overtaken.
        else if (this.#held.length > 0 && patience-- > 0) await this.#hooks.pause();
        else await this.#fillGap(topic);
      } catch {
        // The room is held until the store can be read: nothing stale, nothing out of order goes out meanwhile.
        await this.#hooks.pause();
      }
    }
    this.#isSettling = false;
  }

  #isBehind(topic: Topic): boolean {
    const { seq, accessVersion } = this.#wanted;
    return this.#held.length > 0 || seq > topic.delivered || accessVersion > topic.accessVersion;
  }

  /** Gives the topic those held entries that follow. Answers whether there was anything to do. */
  #applyHeld(topic: Topic): boolean {
    const before = this.#held.length;
    this.#held = this.#held.filter(({ seq }) => seq > topic.delivered).sort((a, b) => a.seq - b.seq);
    let next = 0;
    for (let entry = this.#held[0]; entry !== undefined; entry = this.#held[next]) {
      if (entry.seq > topic.delivered && !follows(topic, entry)) break;
      if (entry.seq > topic.delivered) this.#append(topic, entry);
      next += 1;
    }
    this.#held.splice(0, next);
    return this.#held.length < before;
  }

  #append(topic: Topic, entry: LogEntry): void {
    topic.append(entry);
    this.#hooks.appended(topic);
  }

  #mustCheckAccess(topic: Topic): boolean {
    const [entry] = this.#held;
    const isNext = entry !== undefined && entry.seq === topic.delivered + 1;
    return this.#wanted.accessVersion > topic.accessVersion || (isNext && !follows(topic, entry));
  }

  /** Has those give up their seats who no longer belong, up to a version that is read for it. */
  async #checkBelonging(topic: Topic): Promise<void> {
    let version = Number.POSITIVE_INFINITY;
    const judged = new Set<Seat>();
    for (let seats = [...topic.seats()]; seats.length > 0 || version === Number.POSITIVE_INFINITY; ) {
      const asked = new Set(seats);
      const userIds = [...new Set(seats.map(({ userId }) => userId))];
      const { accessVersion, users } = await this.#source.belonging(this.id, userIds);
      version = Math.min(version, accessVersion);
      for (const seat of asked) judged.add(seat);
      // Who has given the seat up meanwhile is told nothing.
      for (const seat of [...topic.seats()]) if (asked.has(seat) && !users.has(seat.userId)) seat.evict();
      // Who sat down meanwhile may have been judged before the removal.
      seats = [...topic.seats()].filter((seat) => !judged.has(seat) && seat.accessVersion < version);
    }
    if (version <= topic.accessVersion) await this.#hooks.pause();
    else topic.accessVersion = version;
  }

  async #fillGap(topic: Topic): Promise<void> {
    const { entries, upTo, more } = await this.#source.changesAfter(this.id, topic.delivered);
    if (more) this.#wanted.seq = Math.max(this.#wanted.seq, upTo + 1);
    const newest = entries.reduce((version, entry) => Math.max(version, entry.accessVersion), 0);
    while (newest > topic.accessVersion && !this.#isStopped) await this.#checkBelonging(topic);
    if (upTo <= topic.delivered) return this.#hooks.pause();
    for (const entry of entries) this.#append(topic, entry);
    // The rows are newest states: numbers in between may be gone, so no later reader may take them for a row.
    topic.skipTo(upTo);
  }
}

function follows(topic: Topic, entry: LogEntry): boolean {
  return entry.seq === topic.delivered + 1 && entry.accessVersion <= topic.accessVersion;
}
