import type { Topic } from './topic.ts';

/** Writes of one turn; then input is polled, so that a sweep over many seats never starves the rest. */
const SLICE = 200;

/** Something with frames of its own to write at the end of the turn. */
export interface Flushable {
  flush(): void;
}

/**
 * Writes at the end of each turn of the event loop what the turn has gathered.
 * Small topics go first, so that a reply shares the write of the event beside it; then replies and then large topics, both in slices.
 */
export class Flusher {
  readonly #topics = new Set<Topic>();
  readonly #resting = new Set<Topic>();
  readonly #flushables: Flushable[] = [];
  #scheduled = false;

  /** Has the topic's waiting batches written: at once, or when it has rested from its last sweep. */
  addTopic(topic: Topic): void {
    const rest = topic.restsUntil - performance.now();
    if (rest > 0) {
      this.#wait(topic, rest);
    } else {
      this.#topics.add(topic);
      this.#schedule();
    }
  }

  /** Has the connection's own frames written. */
  add(flushable: Flushable): void {
    this.#flushables.push(flushable);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    this.#scheduled = false;
    this.#sweepSmall();
    for (const flushable of this.#flushables.splice(0, SLICE)) flushable.flush();
    this.#sweepLarge();
    if (this.#topics.size > 0 || this.#flushables.length > 0) this.#schedule();
  };

  #sweepSmall(): void {
    let budget = SLICE;
    for (const topic of this.#topics) {
      if (topic.backlog > budget) continue;
      budget -= topic.sweep(budget);
      if (!topic.isDirty) this.#topics.delete(topic);
      if (budget <= 0) return;
    }
  }

  /** One slice of the topic that has waited longest; then it goes to the end of the line. */
  #sweepLarge(): void {
    const [topic] = this.#topics;
    if (topic === undefined) return;
    topic.sweep(SLICE);
    this.#topics.delete(topic);
    if (topic.isDirty) this.addTopic(topic);
  }

  #wait(topic: Topic, milliseconds: number): void {
    if (this.#resting.has(topic)) return;
    this.#resting.add(topic);
    setTimeout(() => {
      this.#resting.delete(topic);
      this.#topics.add(topic);
      this.#schedule();
    }, milliseconds);
  }
}
