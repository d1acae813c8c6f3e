import type { CloseCode } from '@parlor/protocol';
import type { Batch } from '../../apps/server/src/realtime/batch.ts';
import type { Encoded } from '../../apps/server/src/realtime/encoded.ts';
import type { Answer, Respond, Transport } from '../../apps/server/src/realtime/transports/transport.ts';

/** A frame as a peer would read it. */
// biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what a frame is.
type Frame = any;

/** A peer that keeps what it is sent, and takes of it as much as a test says. */
export class FakeTransport implements Transport {
  readonly name = 'websocket';
  /** Frames in the order they were written. */
  readonly frames: Frame[] = [];
  /** How many writes that took. */
  writes = 0;
  closed: (CloseCode & { readonly afterMs: number }) | undefined;
  isPaused = false;
  buffered = 0;
  bufferedReplies = 0;
  #own: string[] = [];
  #drains: (() => void)[] = [];

  /** The types of the frames; answers are `ok` or the problem's code. */
  get told(): string[] {
    return this.frames.map(({ type, ok, problem }) => type ?? (ok ? 'ok' : problem.code));
  }

  /** The way back to a command, as a WebSocket has it. */
  respond(re: string): Respond {
    return (answer: Answer) => void this.#own.push(JSON.stringify({ re, ...answer }));
  }

  event(event: Encoded): void {
    this.#own.push(event.text);
  }

  deliver(batch: Batch): void {
    this.#write([...this.#own, ...batch.events.map(({ text }) => text)]);
  }

  flush(): void {
    if (this.#own.length > 0) this.#write(this.#own);
  }

  drained(): Promise<void> {
    if (this.buffered === 0) return Promise.resolve();
    return new Promise((resolve) => this.#drains.push(resolve));
  }

  /** The peer has taken everything. */
  drain(): void {
    this.buffered = 0;
    for (const resolve of this.#drains.splice(0)) resolve();
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  close(code: CloseCode, afterMs: number): void {
    this.flush();
    this.closed = { ...code, afterMs };
    this.drain();
  }

  #write(texts: readonly string[]): void {
    this.#own = [];
    this.writes += 1;
    for (const text of texts) this.frames.push(JSON.parse(text));
  }
}
