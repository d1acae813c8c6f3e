import type { EnteredRoom } from '@parlor/protocol';
import type { Peer, RawPeer } from './peer.ts';
import type { WebSocketOptions } from './peer-websocket.ts';

/** Which server. */
export type Edition = 'lite' | 'full';

/** Which way in. */
export type Binding = 'websocket' | 'socketio';

/** Somebody who can be connected several times. */
export interface Person {
  /** What others see. */
  readonly handle: string;
  /** Full server: the account's id. */
  readonly id?: string;
  /** Full server: an access token. */
  readonly token?: string;
  /** Lite server: the client's lasting name. */
  readonly client?: string;
}

/** How to enter: the data of `room.enter`. */
export interface Entering {
  readonly history?: number;
  readonly after?: number;
  readonly epoch?: string;
  readonly limit?: number;
}

/** A peer that is in a room, and what it was told on entering. */
export interface Entered {
  readonly peer: Peer;
  readonly entered: EnteredRoom;
}

/** A really started server of one edition. Bindings share it. */
export interface Target {
  readonly edition: Edition;
  readonly url: string;
  readonly bindings: readonly Binding[];
  /** What the server's process prints and takes. */
  readonly output: string;
  type(line: string): void;
  /** A person of this name, always the same one. */
  person(name: string): Promise<Person>;
  /** A new open room's id. */
  room(): Promise<string>;
  /** Connects and enters; the reply has come. */
  enter(binding: Binding, person: Person, room: string, how?: Entering): Promise<Entered>;
  /** Opens a WebSocket at `/ws` plus `query`, signed in only by what `options` say. */
  open(query: string, options?: WebSocketOptions): Promise<RawPeer>;
  /** Ends the server with the signal and starts it again on the same data and port. */
  restart(signal: NodeJS.Signals): Promise<void>;
  /** Ends the server; the data stay until `remove`. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Ends the server if it lives and removes its data. */
  remove(): Promise<void>;
}

/** The query of `?room=`. */
export function enteringQuery(room: string, how: Entering, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ room, ...more });
  for (const [name, value] of Object.entries(how)) query.set(name, String(value));
  return `?${query}`;
}
