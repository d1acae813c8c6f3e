import { TransactionDawdled } from '../store-errors.ts';
import type { JobQueue } from '../writer/job-queue.ts';
import type { Lease } from './port-dialect.ts';
import type { Rows } from './protocol.ts';
import type { WorkerLink } from './worker-link.ts';

/** Gives out turns at the writing connection, one at a time, between the batches. */
export class WriteLeases {
  readonly #queue: JobQueue;
  readonly #link: WorkerLink;
  #dawdled: () => void = () => {};

  constructor(queue: JobQueue, link: WorkerLink) {
    this.#queue = queue;
    this.#link = link;
    link.onDawdled = () => this.#dawdled();
  }

  async acquire(): Promise<WriteLease> {
    const release = await this.#queue.exclusive();
    const lease = new WriteLease(this.#link, release);
    this.#dawdled = () => lease.end();
    return lease;
  }
}

/** The writer's own connection for one transaction; dead once the transaction was rolled back for dawdling. */
class WriteLease implements Lease {
  readonly #link: WorkerLink;
  readonly #release: () => void;
  #ended = false;

  constructor(link: WorkerLink, release: () => void) {
    this.#link = link;
    this.#release = release;
  }

  async run(sql: string, parameters: readonly unknown[]): Promise<Rows> {
    this.#assertAlive();
    return this.#link.ask<Rows>({ ask: 'run', sql, parameters });
  }

  async begin(): Promise<void> {
    this.#assertAlive();
    await this.#link.ask({ ask: 'begin' });
  }

  async commit(): Promise<void> {
    this.#assertAlive();
    await this.#link.ask({ ask: 'commit' });
  }

  async rollback(): Promise<void> {
    if (!this.#ended) await this.#link.ask({ ask: 'rollback' });
  }

  release(): void {
    this.#ended = true;
    this.#release();
  }

  /** The writer is free for others at once, whatever the owner is still waiting for. */
  end(): void {
    this.release();
  }

  #assertAlive(): void {
    if (this.#ended) throw new TransactionDawdled();
  }
}
