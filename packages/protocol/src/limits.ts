/** Version of the protocol, told in `session.welcome` and offered as a WebSocket sub-protocol. */
export const PROTOCOL_VERSION = 1;

/** The WebSocket sub-protocol: answered when a client offers it, never required. */
export const SUBPROTOCOL = 'parlor.v1';

/** How large, how many and how long: the bounds that both sides of a connection keep. */
export const LIMITS = {
  /** Largest frame a server accepts, in bytes. */
  frame: 65_536,
  /** Largest message body, in UTF-16 code units. */
  body: 4_000,
  /** Largest frame a client accepts, in bytes. */
  clientFrame: 1_048_576,
  /** Longest command id, `clientId` or client name, in UTF-16 code units. */
  id: 64,
  /** Longest room id, slug or lite room name, in UTF-16 code units. */
  room: 255,
  /** Most messages in a page of history. */
  page: 200,
  /** Messages given on entering when nothing else is asked. */
  history: 50,
  /** A page ends early when its messages pass this many bytes of JSON. */
  pageBytes: 262_144,
  /** Most rooms a connection may be present in. */
  rooms: 32,
  /** Commands of a connection that may be unanswered; then the server stops reading. */
  unanswered: 256,
  /** Live bytes that may wait for one connection; then it is closed with 4008. */
  backlog: 1_048_576,
  /** Milliseconds between the server's pings. */
  heartbeat: 25_000,
  /** Milliseconds a connection has for `session.hello`. */
  hello: 10_000,
  /** Milliseconds after which typing ends by itself. */
  typing: 5_000,
  /** Most people named in `typing.changed`. */
  typists: 5,
  /** Most people named in one `presence.changed`, and in the list given on entering. */
  presence: 100,
} as const;
