import type { Sent } from './websocket.ts';

/** A message to compress. */
export interface DeflateJob {
  readonly kind: 'deflate';
  readonly opcode: number;
  readonly data: Uint8Array;
  readonly sent: Sent | undefined;
}

/** What is done when its turn comes: write bytes, compress a message, or end the stream. */
export type Job =
  | { readonly kind: 'write'; readonly bytes: Uint8Array; readonly sent: Sent | undefined }
  | DeflateJob
  | { readonly kind: 'end' };

/** So many small messages fill the queue although they are few bytes. */
const MOST_JOBS = 1_000;

/**
 * What must wait while a message is being compressed, in order.
 *
 * Compression takes turns, and nothing may overtake. What waits counts as buffered, so its bound is
 * `maxBufferedBytes`.
 */
export class SendQueue {
  readonly #jobs: Job[] = [];
  /** Where the next job is; those before are done. `shift` would move the whole line for each. */
  #next = 0;
  #bytes = 0;

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#next === this.#jobs.length;
  }

  /** Whether so much waits, in bytes or in jobs, that the sender should wait too. */
  isFull(bytes: number): boolean {
    return this.#bytes >= bytes || this.#jobs.length - this.#next >= MOST_JOBS;
  }

  add(job: Job): void {
    this.#jobs.push(job);
    this.#bytes += sizeOf(job);
  }

  /** The job whose turn it is; it is no longer counted. */
  take(): Job | undefined {
    const job = this.#jobs[this.#next];
    if (job === undefined) return undefined;
    this.#bytes -= sizeOf(job);
    if (++this.#next >= MOST_JOBS) {
      this.#jobs.splice(0, this.#next);
      this.#next = 0;
    }
    return job;
  }
}

function sizeOf(job: Job): number {
  if (job.kind === 'end') return 0;
  return job.kind === 'write' ? job.bytes.length : job.data.length;
}
