import type { EventData, EventType } from './events.ts';
import type { ProblemBody } from './problems.ts';

/** A command as it came: the envelope is decoded, `data` is not yet. */
export interface CommandEnvelope {
  readonly type: string;
  /** The client's id for the reply; without one only a failure is answered, with `re: null`. */
  readonly id: string | undefined;
  /** As it came: `decodeCommand` judges it. */
  readonly data: unknown;
}

/** The answer to a command: `re` is its id, or `room` for an entering asked for in the URL. */
export type Reply<Data = unknown> =
  | { readonly re: string | null; readonly ok: true; readonly data: Data }
  | { readonly re: string | null; readonly ok: false; readonly problem: ProblemBody };

/** Something that happened. `seq` is there when the room's log took a number for it. */
export interface Event<Type extends EventType = EventType> {
  readonly type: Type;
  readonly room?: string;
  readonly seq?: number;
  /** RFC 3339 in UTC; for people, never for order. */
  readonly at?: string;
  /** True for what is sent while catching up. */
  readonly replay?: true;
  readonly data: EventData[Type];
}

/** Whether a parsed frame is a reply rather than an event. */
export function isReply(frame: Event | Reply): frame is Reply {
  return 'ok' in frame;
}
