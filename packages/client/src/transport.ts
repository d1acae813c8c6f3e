import type { Event, ProblemBody, Reply } from '@parlor/protocol';

/** A command on its way: `id` comes back as the `re` of its reply. */
export interface Outgoing {
  readonly type: string;
  readonly id: string;
  readonly data: object;
}

/** How a connection ended. `problem` is there when the server refused it with one. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
  readonly problem?: ProblemBody;
}

/** What a transport tells. It keeps to the promises of `Transport`. */
export interface TransportListener {
  frame(frame: Event | Reply): void;
  closed(how: Closed): void;
}

/** One connection, opened already or opening. */
export interface Connection {
  /** Sends a command after all that were sent before. After the close it does nothing. */
  send(command: Outgoing): void;
  /** Ends the connection; `closed` follows, at once or soon. Closing twice is harmless. */
  close(): void;
}

/**
 * A way to a Parlor server. What it promises:
 *
 * 1. `connect` returns at once and never throws; a server that cannot be reached is a `closed`.
 * 2. No listener is called before `connect` has returned.
 * 3. The first frame is `session.welcome`. Frames come whole, parsed, and in the order the server sent them.
 * 4. Commands reach the server in the order of `send`, each at most once. What is sent before the welcome may be lost.
 * 5. `closed` is told exactly once; nothing is told after it.
 * 6. It never reconnects: that is the session's to decide.
 */
export interface Transport {
  /** `handshake`: `connect` takes the token. `hello`: the session sends `session.hello` after the welcome. */
  readonly signIn: 'handshake' | 'hello';
  /** `self`: the transport notices a dead peer by itself. `session`: the session has to ask with `ping`. */
  readonly heartbeat: 'self' | 'session';
  connect(listener: TransportListener, token: string | undefined): Connection;
}
