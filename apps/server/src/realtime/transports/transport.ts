import type { CloseCode, ProblemBody } from '@parlor/protocol';
import type { Batch } from '../batch.ts';
import type { Encoded } from '../encoded.ts';

/** The answer to one command, before its binding has written the command's id beside it. */
export type Answer =
  | { readonly ok: true; readonly data: unknown }
  | { readonly ok: false; readonly problem: ProblemBody };

/** Where an answer goes: the way back to the command it belongs to. */
export type Respond = (answer: Answer) => void;

/**
 * One peer's way out. A transport knows bytes, not meaning.
 *
 * Promises:
 * - What is sent leaves in the order it was given, whichever method gave it.
 * - `event` and answers gather until `flush` or `deliver`, which write them and the batch at once where they can.
 * - After `close` nothing is written and nothing is read.
 */
export interface Transport {
  readonly name: 'websocket' | 'socketio';
  /** Sends an event meant for this peer alone. */
  event(event: Encoded): void;
  /** Sends what a topic got in a turn. */
  deliver(batch: Batch): void;
  /** Writes what `event` and answers have gathered. */
  flush(): void;
  /** Bytes that wait for the peer to take them. */
  readonly buffered: number;
  /** How many of them at most are answers and replays, which the peer has asked for. */
  readonly bufferedReplies: number;
  /** Resolves when nothing waits any more, or the peer is gone. */
  drained(): Promise<void>;
  /** Stops and starts reading: a peer that asks more than it hears answers for must wait. */
  pause(): void;
  resume(): void;
  /** Says goodbye and ends the connection; `afterMs` is when a peer that may come back should. */
  close(code: CloseCode, afterMs: number): void;
}
