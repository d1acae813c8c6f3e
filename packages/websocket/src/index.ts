export { ABNORMAL, isCloseCode, NO_STATUS } from './close-codes.ts';
export {
  ConnectError,
  type ConnectErrorCode,
  type ConnectErrorDetails,
  type ConnectOptions,
  connect,
} from './connect.ts';
export { WEBSOCKET_ERRORS, WebSocketError, type WebSocketErrorCode } from './errors.ts';
export type { ExtensionOffer } from './extensions.ts';
export { encodeTextFrame, joinTextFrames } from './frames.ts';
export { type Handshake, parseHandshake, type Refusal } from './handshake.ts';
export type { DeflateOptions } from './permessage-deflate.ts';
export {
  type AcceptOptions,
  acceptUpgrade,
  HANDSHAKE_SERVER_OPTIONS,
  holdUpgrade,
  refuseUpgrade,
} from './upgrade.ts';
export type { Sent, WebSocket, WebSocketOptions, WebSocketState } from './websocket.ts';
