import type { Author, Message, Mine, Present, ReadMark, Room } from './models.ts';

/** The first frame of every connection. */
export interface Welcome {
  readonly protocol: number;
  readonly server: string;
  /** Unique among all connections. */
  readonly connection: string;
  /** Lite server: the client's lasting name, made by the server when it gave none. */
  readonly client?: string;
  readonly epoch: string;
  /** Null before `session.hello`. */
  readonly user: Author | null;
  /** Milliseconds between the server's pings. */
  readonly heartbeat: number;
  readonly limits: { readonly frame: number; readonly body: number };
}

/** Precedes every close by the server that it can announce. `afterMs`: when to come back. */
export interface Goodbye {
  readonly code: number;
  readonly reason: string;
  readonly reconnect: boolean;
  readonly afterMs: number;
}

/** Someone who is typing. */
export interface Typist {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
}

/** What each event carries in `data`, by its type. */
export interface EventData {
  'session.welcome': Welcome;
  'session.goodbye': Goodbye;
  'room.entered': EnteredRoom;
  'message.created': Message;
  'message.updated': Message;
  'message.deleted': Message;
  'room.synced': { readonly mine?: Mine };
  'presence.changed': {
    readonly joined: readonly Present[];
    readonly left: readonly string[];
    readonly changed: readonly Present[];
    readonly count: number;
  };
  'typing.changed': { readonly users: readonly Typist[]; readonly count: number };
  'room.counters': { readonly lastSeq: number; readonly count: number };
  'mention.created': { readonly room: string; readonly seq: number };
  'read.changed': ReadMark & { readonly room: string };
  'reaction.mine': {
    readonly room: string;
    readonly seq: number;
    readonly emoji: string;
    readonly on: boolean;
  };
  'user.updated': { readonly user: Author };
  'room.updated': Room;
  'room.removed': { readonly reason: 'kicked' | 'blocked' | 'deleted' | 'left' };
  notice: { readonly level: 'info' | 'warning'; readonly text: string };
}

/** The name of an event. */
export type EventType = keyof EventData;

/** Why a client must drop what it has of a room. */
export type Reset = 'epoch' | 'ahead' | 'retention' | 'far';

/** The reply to `room.enter`, and the data of SSE's `room.entered`. */
export interface EnteredRoom {
  readonly room: string;
  readonly seq: number;
  readonly epoch: string;
  /** Who has the room open, at most 100; the one who enters is among them. */
  readonly present: readonly Present[];
  /** How many are present: the truth where `present` is cut. */
  readonly count: number;
  readonly messages?: readonly Message[];
  readonly more?: boolean;
  readonly mine?: Mine;
  readonly replay?: true;
  readonly reset?: Reset;
}
