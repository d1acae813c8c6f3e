import { randomBytes } from 'node:crypto';

const FIN = 0x80;
const MASKED = 0x80;

/** The opcodes of RFC 6455 that a load generator meets. */
export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** A frame as a client sends it: masked, with the key that `templateOf` needs again. */
export interface MaskedFrame {
  readonly bytes: Buffer;
  readonly key: Buffer;
  /** Where the payload begins. */
  readonly payload: number;
}

/** Encodes one masked frame. The key has no zero byte, so that unmasking is real work. */
export function maskedFrame(payload: Buffer | string, opcode: number = OPCODE.text): MaskedFrame {
  const content = Buffer.from(payload);
  const key = randomBytes(4).map((byte) => byte | 1);
  const length = lengthField(content.length);
  const bytes = Buffer.concat([Buffer.from([FIN | opcode]), length, key, content]);
  const start = bytes.length - content.length;
  for (let at = 0; at < content.length; at += 1) {
    bytes[start + at] = (content[at] as number) ^ (key[at & 3] as number);
  }
  return { bytes, key: Buffer.from(key), payload: start };
}

function lengthField(length: number): Buffer {
  if (length < 126) return Buffer.from([MASKED | length]);
  const field = Buffer.from([MASKED | 126, 0, 0]);
  field.writeUInt16BE(length, 1);
  return field;
}

/** Where a server's frame has its payload: 0 when its header is not complete before `end`. */
export function payloadStart(bytes: Buffer, at: number, end: number): number {
  if (end - at < 2) return 0;
  const length = (bytes[at + 1] as number) & 0x7f;
  const start = at + (length < 126 ? 2 : length === 126 ? 4 : 10);
  return start > end ? 0 : start;
}

/** Where a server's frame ends, given that its header is complete. */
export function frameEnd(bytes: Buffer, at: number): number {
  const length = (bytes[at + 1] as number) & 0x7f;
  if (length < 126) return at + 2 + length;
  if (length === 126) return at + 4 + (((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
  return at + 10 + bytes.readUInt32BE(at + 6);
}
