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

/**
 * What must wait while a message is being compressed, in order.
 *
 * Compression takes turns, and nothing may overtake. What waits counts as buffered, so its bound is
 * `maxBufferedBytes`.
 */
export class SendQueue {
  readonly #jobs: Job[] = [];
  #bytes = 0;

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#jobs.length === 0;
  }

  add(job: Job): void {
    this.#jobs.push(job);
    this.#bytes += sizeOf(job);
  }

  /** The job whose turn it is; it is no longer counted. */
  take(): Job | undefined {
    const job = this.#jobs.shift();
    if (job !== undefined) this.#bytes -= sizeOf(job);
    return job;
  }
}

function sizeOf(job: Job): number {
  if (job.kind === 'end') return 0;
  return job.kind === 'write' ? job.bytes.length : job.data.length;
}
