import type { CommandReply, CommandType, Event, EventType, ProblemBody, Welcome } from '@parlor/protocol';

/** How a connection ended: its close code, or for Socket.IO the code of the goodbye before it. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** A reply as the wire gave it, whichever the binding. */
export type AnyReply<Data = unknown> =
  | { readonly re: string | null; readonly ok: true; readonly data: Data }
  | { readonly re: string | null; readonly ok: false; readonly problem: ProblemBody };

/** What a connection received, in the order in which it came. */
export type Received = Event | AnyReply;

/** Which event is meant: its type, or a look at it. */
export type Wanted<Type extends EventType> = Type | ((event: Event) => boolean);

/** One live client as the suite sees it: knows only the wire, whichever binding carries it. */
export interface Peer {
  readonly binding: 'websocket' | 'socketio';
  readonly welcome: Welcome;
  /** Events and replies in the order they came. */
  readonly received: readonly Received[];
  /** Events in the order they came. */
  readonly events: readonly Event[];
  /** Sends a command and waits for its reply, bounded. */
  command<Type extends CommandType>(type: Type, data?: object): Promise<AnyReply<CommandReply[Type]>>;
  /** As `command`, for one that must succeed: its data. */
  ask<Type extends CommandType>(type: Type, data?: object): Promise<CommandReply[Type]>;
  /** As `command`, for one that must be refused: its problem. */
  refused(type: string, data?: unknown): Promise<ProblemBody>;
  /** Sends a command that wants no reply. */
  post(type: string, data?: unknown): void;
  /** The first such event, come already or still to come, bounded. */
  event<Type extends EventType>(wanted: Wanted<Type>, what?: string): Promise<Event<Type>>;
  /** Tells every frame, those that came already first. */
  watch(listener: (received: Received) => void): void;
  /** Resolves when the connection is closed, bounded. */
  closed(ms?: number): Promise<Closing>;
  /** Closes in order, and waits until it is. */
  leave(): Promise<void>;
  /** Breaks the connection without a word. */
  vanish(): void;
}

/** A WebSocket peer can also say what no client should. */
export interface RawPeer extends Peer {
  readonly binding: 'websocket';
  readonly protocol: string;
  /** Sends text as it is. */
  sendText(text: string): void;
  sendBinary(bytes: Uint8Array): void;
  /** The reply with this `re`, bounded. */
  reply(re: string | null): Promise<AnyReply>;
  /** Stops and continues reading from the socket. */
  pause(): void;
  resume(): void;
}

/** The server said no before the connection was open. */
export class Refused extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly problem: ProblemBody | undefined;

  constructor(status: number, headers: Refused['headers'], body: string) {
    super(`refused with ${status}: ${body}`);
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.problem = parse(body);
  }
}

function parse(body: string): ProblemBody | undefined {
  try {
    return JSON.parse(body) as ProblemBody;
  } catch {
    return undefined;
  }
}
