import type { EventData, EventType } from '@parlor/protocol';

/** An event's JSON, made once for everyone: what differs between bindings is only what stands around it. */
export class Encoded {
  readonly type: string;
  /** The envelope after its type: `"room":…,"data":…}`. */
  readonly #rest: string;

  constructor(type: string, rest: string) {
    this.type = type;
    this.#rest = rest;
  }

  /** The text of a WebSocket frame. */
  get text(): string {
    return `{"type":"${this.type}",${this.#rest}`;
  }

  /** The Socket.IO packet: event name and one argument, the envelope without its type. */
  get packet(): string {
    return `2["${this.type}",{${this.#rest}]`;
  }
}

/** Encodes an event that takes no number of a log. `topic` is the room's id, where there is one. */
export function encodeEvent<Type extends EventType>(
  type: Type,
  data: EventData[Type],
  topic?: string,
): Encoded {
  const room = topic === undefined ? '' : `"room":${JSON.stringify(topic)},`;
  return new Encoded(type, `${room}"data":${JSON.stringify(data)}}`);
}

/** One change of a topic's log, as it travels between the writer, the nodes and the hub. */
export interface LogEntry {
  readonly topic: string;
  /** The number it took: in the log, the last plus one. */
  readonly seq: number;
  /** The topic's access version in the transaction that made it. */
  readonly accessVersion: number;
  /** What the change is about; a later entry with the same subject holds its newer state. */
  readonly subject: number;
  /** The event's type when it is told live. */
  readonly type: string;
  /** Its type in a replay, for those who never had the subject. */
  readonly typeWhenNew: string;
  /** Its type in a replay, for those who had an older state of it. */
  readonly typeWhenKnown: string;
  readonly at: string;
  /** JSON of the event's data: the subject's whole new state. */
  readonly data: string;
}

/** Encodes an entry as a live event. */
export function encodeLive(entry: LogEntry): Encoded {
  return new Encoded(entry.type, `${head(entry)},"data":${entry.data}}`);
}

/** Encodes an entry as part of a replay of what changed after `after`. */
export function encodeReplay(entry: LogEntry, after: number): Encoded {
  const type = entry.subject > after ? entry.typeWhenNew : entry.typeWhenKnown;
  return new Encoded(type, `${head(entry)},"replay":true,"data":${entry.data}}`);
}

/** An entry of a replay, not encoded. */
export interface ReplayEvent {
  readonly type: string;
  readonly room: string;
  readonly seq: number;
  readonly at: string;
  readonly replay: true;
  readonly data: unknown;
}

/** An entry as `encodeReplay` gives it, for answers that are no stream. */
export function toReplayEvent({ topic, seq, at, data, ...entry }: LogEntry, after: number): ReplayEvent {
  const type = entry.subject > after ? entry.typeWhenNew : entry.typeWhenKnown;
  return { type, room: topic, seq, at, replay: true, data: JSON.parse(data) as unknown };
}

function head(entry: LogEntry): string {
  return `"room":${JSON.stringify(entry.topic)},"seq":${entry.seq},"at":"${entry.at}"`;
}
