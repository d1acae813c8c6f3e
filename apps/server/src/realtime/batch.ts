import { joinTextFrames } from '@parlor/websocket';
import type { Encoded } from './encoded.ts';

/** What a topic got in one turn: made into bytes once for each binding, however many receive it. */
export class Batch {
  readonly events: readonly Encoded[];
  #frames: Buffer | undefined;
  #packets: readonly string[] | undefined;
  #packetFrames: Buffer | undefined;

  constructor(events: readonly Encoded[]) {
    this.events = events;
  }

  /** WebSocket frames, one an event, in one buffer. */
  get frames(): Buffer {
    this.#frames ??= joinTextFrames(this.events.map((event) => event.text));
    return this.#frames;
  }

  /** Socket.IO packets, one an event. */
  get packets(): readonly string[] {
    this.#packets ??= this.events.map((event) => event.packet);
    return this.#packets;
  }

  /** The same packets as Engine.IO messages in WebSocket frames, in one buffer. */
  get packetFrames(): Buffer {
    this.#packetFrames ??= joinTextFrames(this.packets.map((packet) => `4${packet}`));
    return this.#packetFrames;
  }
}
