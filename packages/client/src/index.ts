/** The Parlor client: session, open rooms, timeline and outbox, for browsers and Node. */
export { type Cancel, type Clock, systemClock } from './clock.ts';
export { Disconnected, mayRetry } from './failures.ts';
export { MessageChanges } from './message-changes.ts';
export { memoryStorage, Outbox, type OutboxOptions, type OutboxStorage, type Stored } from './outbox.ts';
export type { OutboxItem } from './outbox-item.ts';
export type { Presence } from './presence.ts';
export { type ReactionWish, type ShownReaction, shownReactions } from './reactions.ts';
export { OpenRoom, type RoomOptions, type RoomState, type RoomStatus, UNKNOWN_ROOM } from './room.ts';
export { type Row, rowsOf } from './rows.ts';
export { Session } from './session.ts';
export type { ClosedReason, GetToken, SessionOptions, SessionState } from './session-state.ts';
export * from './timeline.ts';
export type { Closed, Connection, Outgoing, Transport, TransportListener } from './transport.ts';
export { type OpenWebSocket, type WebSocketLike, webSocketTransport } from './websocket.transport.ts';
