import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { SqliteError, StoreRefused, TransactionDawdled } from '../store-errors.ts';
import { type StoreReply, type StoreRequest, SYNC_FAILED, type WireError } from './protocol.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** The main thread's end of a store worker's port: requests are answered in the order asked. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  readonly #onFatal: (error: Error) => void;
  #closing = false;
  #lost: Error | undefined;
  /** Hears that the open transaction was rolled back because its owner dawdled. */
  onDawdled: () => void = () => {};

  constructor(worker: Worker, onFatal: (error: Error) => void) {
    this.#onFatal = onFatal;
    this.#worker = worker;
    worker.on('message', (reply: StoreReply) => this.#hear(reply));
    worker.on('error', (error) => this.#lose(error as Error));
    worker.on('exit', (code) => this.#lose(new Error(`A store worker ended by itself (${code}).`)));
  }

  /** How many requests have no reply yet. */
  get outstanding(): number {
    return this.#waiting.length;
  }

  ask<Value>(request: StoreRequest): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      if (this.#lost || this.#closing) return reject(this.#lost ?? new Error('The store is closed.'));
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  /** Lets the worker finish what it was asked and close its files. */
  async close(): Promise<void> {
    if (this.#lost || this.#closing) return;
    const closed = this.ask<void>({ ask: 'close' });
    this.#closing = true;
    await closed;
    await this.#worker.terminate();
  }

  /** Ends the worker without asking it; its files are closed by the end of its thread. */
  async abandon(): Promise<void> {
    this.#closing = true;
    await this.#worker.terminate();
  }

  #hear(reply: StoreReply): void {
    if ('dawdled' in reply) this.onDawdled();
    else if ('value' in reply) this.#waiting.shift()?.resolve(reply.value as never);
    else this.#fail(reply.error);
  }

  #fail(wire: WireError): void {
    const error = revive(wire);
    this.#waiting.shift()?.reject(error);
    if (SYNC_FAILED.has(wire.errcode)) this.#onFatal(error);
  }

  #lose(error: Error): void {
    if (this.#lost) return;
    this.#lost = error;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
    if (!this.#closing) this.#onFatal(error);
  }
}

/** Starts a store worker, from source under a test, from the build otherwise. */
export function startWorker(name: 'reader.worker' | 'writer.worker'): Worker {
  return new Worker(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url));
}

function revive({ name, message, errcode }: WireError): Error {
  if (name === 'StoreRefused') return new StoreRefused(message);
  if (name === 'TransactionDawdled') return new TransactionDawdled();
  return errcode > 0 ? new SqliteError(message, errcode) : new Error(message);
}
