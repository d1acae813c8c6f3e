import type { Encoded, LogEntry } from './encoded.ts';

/** What travels between nodes: a change of a log, or an event that takes no number. */
export type Publication =
  | { readonly kind: 'entry'; readonly entry: LogEntry }
  | { readonly kind: 'event'; readonly topic: string; readonly event: Encoded };

/**
 * The way between nodes.
 *
 * Promises:
 * - A publication reaches every node that is subscribed to its topic, this one included, at most once or more:
 *   it may be lost, repeated or reordered. The hub puts entries in order by `seq` and reads what is missing.
 * - On this node it is heard before `publish` returns.
 * - `subscribe` and `unsubscribe` are cheap and may be called twice.
 */
export interface Broker {
  publish(publication: Publication): void;
  subscribe(topic: string): void;
  unsubscribe(topic: string): void;
  /** Registers the one listener, the hub. */
  onPublication(listener: (publication: Publication) => void): void;
  close(): Promise<void>;
}
