import { applyMask, randomKey } from './masking.ts';
import { FIN, MASKED, OPCODE } from './opcodes.ts';

/**
 * One unmasked text frame, as a server sends it: bytes to give to `sendFrames` of any number of connections.
 *
 * @param payload The text, or its UTF-8 bytes (not checked).
 */
export function encodeTextFrame(payload: string | Uint8Array): Buffer {
  return encodeFrame(FIN | OPCODE.text, payload);
}

/**
 * Many texts as unmasked frames, one after the other in one buffer with one allocation.
 *
 * This is the fan-out path: encode what a room said in this turn once, then `sendFrames` it to each member.
 */
export function joinTextFrames(payloads: readonly (string | Uint8Array)[]): Buffer {
  return joinFrames(FIN | OPCODE.text, payloads, 0);
}

/** One frame a payload, all with the same first byte, in one buffer; masked when `masked` is the bit for it. */
export function joinFrames(
  first: number,
  payloads: readonly (string | Uint8Array)[],
  masked: 0 | typeof MASKED,
): Buffer {
  const lengths = new Array<number>(payloads.length);
  const keyLength = masked === 0 ? 0 : 4;
  let total = 0;
  for (let index = 0; index < payloads.length; index++) {
    const length = byteLength(payloads[index] as string | Uint8Array);
    lengths[index] = length;
    total += headerLength(length) + keyLength + length;
  }
  const target = Buffer.allocUnsafe(total);
  let at = 0;
  for (let index = 0; index < payloads.length; index++) {
    const length = lengths[index] as number;
    at = writeHeader(target, at, first, length, masked);
    at = writeBody(target, at, payloads[index] as string | Uint8Array, length, masked);
  }
  return target;
}

/** One unmasked frame with the given first byte (flags and opcode). */
export function encodeFrame(first: number, payload: string | Uint8Array): Buffer {
  const length = byteLength(payload);
  const target = Buffer.allocUnsafe(headerLength(length) + length);
  writePayload(target, writeHeader(target, 0, first, length, 0), payload, length);
  return target;
}

/** One frame masked with a fresh key, as a client must send each (RFC 6455 5.3). */
export function encodeMaskedFrame(first: number, payload: string | Uint8Array): Buffer {
  const length = byteLength(payload);
  const target = Buffer.allocUnsafe(headerLength(length) + 4 + length);
  writeBody(target, writeHeader(target, 0, first, length, MASKED), payload, length, MASKED);
  return target;
}

/** Writes the payload, after its key when it is masked; answers where the next frame begins. */
function writeBody(
  target: Buffer,
  at: number,
  payload: string | Uint8Array,
  length: number,
  masked: 0 | typeof MASKED,
): number {
  if (masked === 0) {
    writePayload(target, at, payload, length);
    return at + length;
  }
  const key = randomKey();
  const start = target.writeInt32LE(key, at);
  writePayload(target, start, payload, length);
  applyMask(target, start, start + length, key);
  return start + length;
}

function byteLength(payload: string | Uint8Array): number {
  return typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length;
}

function headerLength(length: number): number {
  if (length < 126) return 2;
  return length < 65_536 ? 4 : 10;
}

function writeHeader(target: Buffer, at: number, first: number, length: number, masked: number): number {
  target[at] = first;
  if (length < 126) {
    target[at + 1] = masked | length;
    return at + 2;
  }
  if (length < 65_536) {
    target[at + 1] = masked | 126;
    return target.writeUInt16BE(length, at + 2);
  }
  target[at + 1] = masked | 127;
  target.writeUInt32BE(Math.floor(length / 2 ** 32), at + 2);
  return target.writeUInt32BE(length >>> 0, at + 6);
}

function writePayload(target: Buffer, at: number, payload: string | Uint8Array, length: number): void {
  if (typeof payload !== 'string') target.set(payload, at);
  // As many bytes as characters: all ASCII, and then the narrow copy is the faster one.
  else if (length === payload.length) target.write(payload, at, 'latin1');
  else target.write(payload, at, 'utf8');
}
