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
  const lengths = new Array<number>(payloads.length);
  let total = 0;
  for (let index = 0; index < payloads.length; index++) {
    const length = byteLength(payloads[index] as string | Uint8Array);
    lengths[index] = length;
    total += headerLength(length) + length;
  }
  const target = Buffer.allocUnsafe(total);
  let at = 0;
  for (let index = 0; index < payloads.length; index++) {
    const length = lengths[index] as number;
    at = writeHeader(target, at, FIN | OPCODE.text, length, 0);
    writePayload(target, at, payloads[index] as string | Uint8Array, length);
    at += length;
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
  const key = randomKey();
  const at = target.writeInt32LE(key, writeHeader(target, 0, first, length, MASKED));
  writePayload(target, at, payload, length);
  applyMask(target, at, at + length, key);
  return target;
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
