import { WebSocketError } from './errors.ts';
import { FIN, MASKED, MAX_CONTROL_PAYLOAD, OPCODE, type RSV1 } from './opcodes.ts';

/** The header goes on in the next chunk. */
export const UNFINISHED = -1;

/** Bytes of the longest header: two, a 64-bit length, and the masking key. */
const LONGEST = 14;

/** Reads the header of each frame (RFC 6455 5.2) and checks it, each byte as it comes. */
export class HeaderReader {
  readonly #masked: boolean;
  readonly #reserved: number;
  /** Flags and opcode of the header read last. */
  first = 0;
  /** Its payload's length. */
  length = 0;
  /** Its masking key, the first byte lowest. */
  key = 0;

  /** A header that comes in pieces. */
  #pieces: Buffer | undefined;
  #gathered = 0;
  #size = 0;

  /**
   * @param masked Whether frames must be masked (from a client) or must not be (from a server).
   * @param reserved The reserved bits that the first frame of a message may have set.
   */
  constructor(masked: boolean, reserved: 0 | typeof RSV1) {
    this.#masked = masked;
    this.#reserved = reserved;
  }

  /** Whether the frame is a close, a ping or a pong. */
  get isControl(): boolean {
    return (this.first & 0x08) !== 0;
  }

  /**
   * Reads a header at `chunk[at]`.
   *
   * @param message The opcode of the message under way, 0 between messages.
   * @returns Where the payload begins, or {@link UNFINISHED}.
   */
  read(chunk: Buffer, at: number, message: number): number {
    if (this.#gathered === 0 && at + 1 < chunk.length) {
      this.#checkFirst(chunk[at] as number, message);
      const size = this.#checkSecond(chunk[at + 1] as number);
      if (at + size <= chunk.length) {
        this.#readRest(chunk, at);
        return at + size;
      }
    }
    return this.#gather(chunk, at, message);
  }

  #gather(chunk: Buffer, start: number, message: number): number {
    this.#pieces ??= Buffer.allocUnsafe(LONGEST);
    for (let at = start; at < chunk.length; ) {
      const byte = chunk[at++] as number;
      this.#pieces[this.#gathered++] = byte;
      if (this.#gathered === 1) this.#checkFirst(byte, message);
      else if (this.#gathered === 2) this.#size = this.#checkSecond(byte);
      if (this.#gathered >= 2 && this.#gathered === this.#size) {
        this.#gathered = 0;
        this.#readRest(this.#pieces, 0);
        return at;
      }
    }
    return UNFINISHED;
  }

  /** Flags and opcode (RFC 6455 5.2, 5.4). */
  #checkFirst(byte: number, message: number): void {
    const opcode = byte & 0x0f;
    const isMessageStart = opcode === OPCODE.text || opcode === OPCODE.binary;
    const allowed = isMessageStart ? this.#reserved : 0;
    if ((byte & 0x70 & ~allowed) !== 0) throw new WebSocketError('reserved_bits');
    if (opcode === OPCODE.continuation) {
      if (message === 0) throw new WebSocketError('unexpected_continuation');
    } else if (isMessageStart) {
      if (message !== 0) throw new WebSocketError('expected_continuation');
    } else if (opcode < OPCODE.close || opcode > OPCODE.pong) {
      throw new WebSocketError('unknown_opcode');
    } else if ((byte & FIN) === 0) {
      throw new WebSocketError('control_fragmented');
    }
    this.first = byte;
  }

  /** Mask bit and length; answers the size of the whole header. */
  #checkSecond(byte: number): number {
    const masked = (byte & MASKED) !== 0;
    if (masked !== this.#masked) throw new WebSocketError(masked ? 'masked' : 'unmasked');
    const short = byte & 0x7f;
    if (short > MAX_CONTROL_PAYLOAD && this.isControl) throw new WebSocketError('control_too_long');
    return keyOffset(short) + (masked ? 4 : 0);
  }

  #readRest(header: Buffer, at: number): void {
    const short = (header[at + 1] as number) & 0x7f;
    this.length = short < 126 ? short : readLongLength(header, at, short);
    if (this.#masked) this.key = header.readInt32LE(at + keyOffset(short));
  }
}

/** Where the masking key stands, after two bytes and the length that the second of them announces. */
function keyOffset(short: number): number {
  if (short < 126) return 2;
  return short === 126 ? 4 : 10;
}

/**
 * A length of 16 or 64 bits.
 *
 * The longer one is judged as two halves before it takes part in any sum: a length near 2^63 added to what was
 * gathered is how another engine came to overflow (CVE-2020-27813).
 */
function readLongLength(header: Buffer, at: number, short: number): number {
  if (short === 126) {
    const length = header.readUInt16BE(at + 2);
    if (length < 126) throw new WebSocketError('length_not_minimal');
    return length;
  }
  const high = header.readUInt32BE(at + 2);
  const low = header.readUInt32BE(at + 6);
  if (high >= 0x8000_0000) throw new WebSocketError('length_invalid');
  if (high === 0 && low < 65_536) throw new WebSocketError('length_not_minimal');
  // No limit reaches 4 GiB: see `limitsOf`.
  if (high > 0) throw new WebSocketError('message_too_large');
  return low;
}
