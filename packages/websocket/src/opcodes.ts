/** What a frame is (RFC 6455 5.2); the numbers not listed are reserved and refused. */
export const OPCODE = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

/** The first byte of a frame: last of its message, compressed, and its opcode. */
export const FIN = 0x80;
export const RSV1 = 0x40;
/** The bit of the second byte that tells that the payload is masked. */
export const MASKED = 0x80;
/** Largest payload of a control frame (RFC 6455 5.5). */
export const MAX_CONTROL_PAYLOAD = 125;
