import { setTimeout as pause } from 'node:timers/promises';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { ErasuresRepository } from './erasures.repository.ts';

/** Milliseconds before a store that did not take it is asked again. */
const AGAIN_MS = 1_000;

interface Parts {
  readonly erasures: ErasuresRepository;
  readonly now: () => number;
}

/** Deletes the messages of people who are gone, beside everything else; what a stop left is done after the next start. */
export class Erasing implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #parts: Parts;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #isAsked = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  onApplicationBootstrap(): void {
    this.wake();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Looks for something to do. */
  wake(): void {
    this.#isAsked = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#isAsked && !this.#stop.signal.aborted) this.wake();
    });
  }

  async #run(): Promise<void> {
    while (this.#isAsked && !this.#stop.signal.aborted) {
      this.#isAsked = false;
      try {
        for (const userId of await this.#parts.erasures.pending()) await this.#erase(userId);
      } catch {
        // The store is away, or full: readiness says so.
        this.#isAsked = true;
        await pause(AGAIN_MS, undefined, { signal: this.#stop.signal, ref: false }).catch(() => undefined);
      }
    }
  }

  async #erase(userId: string): Promise<void> {
    const { erasures, now } = this.#parts;
    for (const { room_id, seq } of await erasures.rooms()) {
      for (let after = 0; after < seq; ) {
        if (this.#stop.signal.aborted) return;
        after = await erasures.erase(userId, room_id, { after, at: now() });
      }
    }
    await erasures.done(userId);
  }
}
