/**
 * Every way in which a peer can break the protocol, and the close code it is told.
 * `docs/websocket-errors.md` is this table for people; a test holds the two equal.
 */
export const WEBSOCKET_ERRORS = {
  reserved_bits: { closeCode: 1002, meaning: 'A reserved bit is set without an extension that uses it' },
  unknown_opcode: { closeCode: 1002, meaning: 'The opcode is reserved' },
  unmasked: { closeCode: 1002, meaning: 'A frame from a client is not masked' },
  masked: { closeCode: 1002, meaning: 'A frame from a server is masked' },
  length_not_minimal: { closeCode: 1002, meaning: 'The length is not encoded in the fewest bytes' },
  length_invalid: { closeCode: 1002, meaning: 'The highest bit of the 64-bit length is set' },
  control_fragmented: { closeCode: 1002, meaning: 'A control frame is fragmented' },
  control_too_long: { closeCode: 1002, meaning: 'A control frame carries more than 125 bytes' },
  unexpected_continuation: { closeCode: 1002, meaning: 'A continuation without a message to continue' },
  expected_continuation: { closeCode: 1002, meaning: 'A new message inside an unfinished one' },
  close_payload: { closeCode: 1002, meaning: 'A close frame carries one byte' },
  close_code: { closeCode: 1002, meaning: 'A close code that may not be sent' },
  invalid_utf8: { closeCode: 1007, meaning: 'Text that is not UTF-8' },
  invalid_deflate: { closeCode: 1007, meaning: 'Compressed data that cannot be inflated' },
  message_too_large: { closeCode: 1009, meaning: 'A message larger than the limit' },
} as const;

/** The name of one row of {@link WEBSOCKET_ERRORS}. */
export type WebSocketErrorCode = keyof typeof WEBSOCKET_ERRORS;

/** The peer broke the protocol: the connection fails with `closeCode` (RFC 6455 7.1.7). */
export class WebSocketError extends Error {
  override readonly name = 'WebSocketError';
  readonly code: WebSocketErrorCode;
  readonly closeCode: number;

  constructor(code: WebSocketErrorCode) {
    super(WEBSOCKET_ERRORS[code].meaning);
    this.code = code;
    this.closeCode = WEBSOCKET_ERRORS[code].closeCode;
  }
}
