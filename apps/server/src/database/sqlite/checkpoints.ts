import type { Checkpointed } from './protocol.ts';
import type { WorkerLink } from './worker-link.ts';

const EVERY_MS = 1_000;
const PAGE = 4_096;

/** Over this many bytes the log is started anew, even if the writer has to wait for it. */
const LARGEST_LOG = 64 * 1_024 * 1_024;

/** Moves the write-ahead log into the main file every second, by a reader's worker: the writer never waits for it. */
export class Checkpoints {
  readonly #writing: WorkerLink;
  readonly #readers: readonly WorkerLink[];
  readonly #timer: NodeJS.Timeout;
  #work = true;
  #running = false;

  constructor(writing: WorkerLink, readers: readonly WorkerLink[]) {
    this.#writing = writing;
    this.#readers = readers;
    this.#timer = setInterval(() => void this.#checkpoint(), EVERY_MS);
    this.#timer.unref();
  }

  /** Says that the log is about to grow. */
  expectWork(): void {
    this.#work = true;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#running = true;
  }

  /** What was written during the last checkpoint is moved first, so that the writer itself has little left to move. */
  async #restart(reader: WorkerLink): Promise<void> {
    await reader.ask({ ask: 'checkpoint' });
    await this.#writing.ask({ ask: 'restart' });
  }

  async #checkpoint(): Promise<void> {
    const reader = this.#readers.at(-1);
    if (!this.#work || this.#running || reader === undefined) return;
    this.#running = true;
    this.#work = false;
    try {
      const { frames, moved } = await reader.ask<Checkpointed>({ ask: 'checkpoint' });
      if (moved < frames) this.#work = true;
      if (frames * PAGE > LARGEST_LOG) await this.#restart(reader);
    } catch {
      // A full disk or a long reader: nothing is lost, the log only grows, and the next second tries again.
      this.#work = true;
    } finally {
      this.#running = false;
    }
  }
}
