import { joinFrames } from './frames.ts';
import { FIN, type MASKED, OPCODE } from './opcodes.ts';
import type { Sent } from './websocket.ts';

/** Where pongs go: the sender of the connection. */
export interface PongOutlet {
  /** Whether the peer does not take what it was sent before. */
  readonly isBehind: boolean;
  frames(bytes: Uint8Array, sent?: Sent): boolean;
}

/**
 * The pongs a connection owes (RFC 6455 5.5.3).
 *
 * While the peer takes what we send, each ping of a chunk is answered, all with one write. When it does not, only
 * its latest is: one pong waits in the stream and one here, so that a flood of pings without reading costs nothing.
 */
export class Pongs {
  readonly #outlet: PongOutlet;
  readonly #masked: 0 | typeof MASKED;
  #owed: Uint8Array[] = [];
  #isOneWaiting = false;
  #latest: Uint8Array | undefined;
  #isStopped = false;

  constructor(outlet: PongOutlet, masked: 0 | typeof MASKED) {
    this.#outlet = outlet;
    this.#masked = masked;
  }

  /** Owes a pong for a ping with this payload, which is used no later than in {@link answer}, or copied. */
  owe(payload: Uint8Array): void {
    this.#owed.push(payload);
  }

  /** Sends what is owed, in the order of the pings. */
  answer(): void {
    const last = this.#owed.at(-1);
    if (last === undefined || this.#isStopped) return;
    const owed = this.#owed;
    this.#owed = [];
    if (this.#outlet.isBehind) this.#answerLatest(last);
    else this.#outlet.frames(this.#encode(owed));
  }

  /** Sends no more. */
  stop(): void {
    this.#isStopped = true;
    this.#latest = undefined;
  }

  #answerLatest(ping: Uint8Array): void {
    if (this.#isOneWaiting) {
      this.#latest = Buffer.from(ping);
      return;
    }
    this.#isOneWaiting = true;
    this.#outlet.frames(this.#encode([ping]), () => {
      this.#isOneWaiting = false;
      const latest = this.#latest;
      this.#latest = undefined;
      if (latest !== undefined && !this.#isStopped) this.#answerLatest(latest);
    });
  }

  #encode(payloads: readonly Uint8Array[]): Uint8Array {
    return joinFrames(FIN | OPCODE.pong, payloads, this.#masked);
  }
}
