import { type BatchOutcome, type Job, type JobResult, toCommit } from './job.ts';
import type {
  AppendJob,
  AppendResult,
  ChangeJob,
  ChangeResult,
  Commit,
  MarkJob,
  MarkResult,
  Writer,
} from './writer.ts';
import { WriterUnavailable } from './writer.ts';

/** Jobs that may wait for the store; more are refused at once. */
const MOST_WAITING = 100_000;

/** Jobs in one transaction: the last of them should not wait long for its sync. */
const MOST_IN_BATCH = 2_000;

type Waiting = Job & {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
};

/**
 * Gathers jobs while a batch is in flight and hands over what has gathered as the next one.
 * Nobody waits for company: an idle store is given at once what the turn of the event loop brought.
 */
export class JobQueue implements Writer {
  readonly #run: (jobs: readonly Job[]) => Promise<BatchOutcome>;
  #waiting: Waiting[] = [];
  readonly #exclusive: (() => void)[] = [];
  #listener: (commit: Commit) => void = () => {};
  #busy = false;
  #woken = false;
  #preferJobs = false;
  #closed = false;
  #onIdle: (() => void) | undefined;

  constructor(run: (jobs: readonly Job[]) => Promise<BatchOutcome>) {
    this.#run = run;
  }

  append(job: AppendJob): Promise<AppendResult> {
    return new Promise((resolve, reject) => this.#push({ kind: 'append', job, resolve, reject }));
  }

  change(job: ChangeJob): Promise<ChangeResult> {
    return new Promise((resolve, reject) => this.#push({ kind: 'change', job, resolve, reject }));
  }

  mark(job: MarkJob): Promise<MarkResult> {
    return new Promise((resolve, reject) => this.#push({ kind: 'mark', job, resolve, reject }));
  }

  onCommit(listener: (commit: Commit) => void): void {
    this.#listener = listener;
  }

  /** Waits until no batch is in flight and keeps it so until the answered function is called. */
  exclusive(): Promise<() => void> {
    if (this.#closed) return Promise.reject(new WriterUnavailable('The store is closed.'));
    return new Promise((resolve) => {
      this.#exclusive.push(() => resolve(this.#releaseOnce()));
      this.#wake();
    });
  }

  /** Refuses new jobs and waits for those that were given. */
  close(): Promise<void> {
    this.#closed = true;
    return new Promise((resolve) => {
      this.#onIdle = resolve;
      this.#wake();
    });
  }

  #push(waiting: Waiting): void {
    if (this.#closed) {
      waiting.reject(new WriterUnavailable('The store is closed.'));
    } else if (this.#waiting.length >= MOST_WAITING) {
      waiting.reject(new WriterUnavailable('Too many writes are waiting for the store.'));
    } else {
      this.#waiting.push(waiting);
      this.#wake();
    }
  }

  #wake(): void {
    if (this.#busy || this.#woken) return;
    this.#woken = true;
    setImmediate(() => {
      this.#woken = false;
      this.#next();
    });
  }

  #next(): void {
    if (this.#busy) return;
    const alone = this.#preferJobs && this.#waiting.length > 0 ? undefined : this.#exclusive.shift();
    if (alone) {
      this.#busy = true;
      this.#preferJobs = true;
      alone();
    } else if (this.#waiting.length > 0) {
      this.#busy = true;
      this.#preferJobs = false;
      void this.#runBatch(this.#take());
    } else {
      this.#onIdle?.();
    }
  }

  #take(): Waiting[] {
    if (this.#waiting.length > MOST_IN_BATCH) return this.#waiting.splice(0, MOST_IN_BATCH);
    const batch = this.#waiting;
    this.#waiting = [];
    return batch;
  }

  async #runBatch(batch: readonly Waiting[]): Promise<void> {
    let outcome: BatchOutcome;
    try {
      outcome = await this.#run(batch);
    } catch (cause) {
      this.#free();
      const error = new WriterUnavailable('The store could not take this write.', { cause });
      for (const { reject } of batch) reject(error);
      return;
    }
    // The store gets its next batch before this one is told about, so that both go on at the same time.
    this.#free();
    this.#settle(batch, outcome);
  }

  #free(): void {
    this.#busy = false;
    this.#next();
  }

  #releaseOnce(): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#free();
    };
  }

  /** Commits are told before anyone hears a result: promise reactions run only after this turn's code. */
  #settle(batch: readonly Waiting[], { results, accessVersions }: BatchOutcome): void {
    for (let index = 0; index < batch.length; index++) {
      const waiting = batch[index] as Waiting;
      const result = results[index] as JobResult | Error;
      if (result instanceof Error) {
        waiting.reject(result);
        continue;
      }
      this.#publish(waiting, result, accessVersions[index] ?? 0);
      waiting.resolve(result as never);
    }
  }

  #publish(waiting: Waiting, result: JobResult, accessVersion: number): void {
    const commit = toCommit(waiting, result, accessVersion);
    if (commit === undefined) return;
    try {
      this.#listener(commit);
    } catch (error) {
      // What is committed is answered, whatever its listener does; the bug still surfaces.
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
