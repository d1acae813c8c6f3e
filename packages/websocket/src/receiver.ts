import { isUtf8 } from 'node:buffer';
import { isCloseCode, NO_STATUS } from './close-codes.ts';
import type { Compression } from './compression.ts';
import { WebSocketError } from './errors.ts';
import { Gathering } from './gathering.ts';
import { HeaderReader, UNFINISHED } from './header-reader.ts';
import { applyMask, rotateKey } from './masking.ts';
import { FIN, OPCODE, RSV1 } from './opcodes.ts';
import { checkUtf8, UTF8_COMPLETE, UTF8_INVALID } from './utf8.ts';

/** What a receiver tells of, in the order of the bytes. */
export interface ReceiverEvents {
  text(text: string): void;
  binary(data: Buffer): void;
  /** The payload is part of the chunk: to be copied if it is kept. */
  pinged(payload: Buffer): void;
  /** As with {@link pinged}. */
  ponged(payload: Buffer): void;
  /** The peer's close frame; 1005 when it carries no code. Nothing is read after it. */
  closeFrame(code: number, reason: string): void;
  /** The peer broke the protocol. Nothing is read after it. */
  broken(error: WebSocketError): void;
  /** Something may be told now, until {@link settled}: what is sent meanwhile can go out together. */
  begun(): void;
  /** All that could be read of the bytes there are has been told. */
  settled(): void;
  /** One of the functions above threw. Nothing is read after it, and the error goes on to the caller. */
  crashed(): void;
  /** No bytes are wanted until {@link released}. */
  halted(): void;
  released(): void;
}

/** Which peer is listened to, and how much of it. */
export interface ReceiverOptions {
  /** Whether frames must be masked (from a client) or must not be (from a server). */
  readonly masked: boolean;
  /** Largest message, in bytes; below 4 GiB. */
  readonly maxMessageBytes: number;
  /** There when compression was agreed on. */
  readonly compression?: Pick<Compression, 'inflate'> | undefined;
}

/** What the next byte belongs to; `closed` ignores it. */
type Phase = 'header' | 'payload' | 'closed';

const NOTHING = Buffer.alloc(0);

/** The application wants nothing for now. */
const PAUSED = 1;
/** A message is being inflated; what follows it waits. */
const INFLATING = 2;
/** The others have their turn. */
const RESTING = 4;

/**
 * After so many frames the other connections have a turn. A flood of empty frames is 10,000 of them a chunk, and
 * the system hands over up to 32 chunks of one connection before it looks at the next.
 */
const FRAMES_A_TURN = 512;

/**
 * Reads frames from chunks as they come and tells of messages (RFC 6455 5 and 8.1).
 *
 * A message whose one frame lies whole in one chunk is unmasked in place and read from there. Anything else is
 * gathered. Every check is made at the first byte that can fail it.
 */
export class Receiver {
  readonly #events: ReceiverEvents;
  readonly #masked: boolean;
  readonly #limit: number;
  readonly #compression: Pick<Compression, 'inflate'> | undefined;

  #phase: Phase = 'header';
  /** Why nothing more is read for now: {@link PAUSED}, {@link INFLATING}, {@link RESTING} together. */
  #holds = 0;
  /** Frames read since the last rest. */
  #frames = 0;
  /** What came meanwhile, not looked at yet. */
  #held: Buffer | undefined;

  /** The frame being read. */
  readonly #header: HeaderReader;
  #key = 0;
  #remaining = 0;
  #control: Buffer | undefined;

  /** The message being read: 0 between messages. */
  #opcode = 0;
  #compressed = false;
  #utf8 = UTF8_COMPLETE;
  #gathering: Gathering | undefined;

  constructor(events: ReceiverEvents, options: ReceiverOptions) {
    this.#events = events;
    this.#masked = options.masked;
    this.#limit = options.maxMessageBytes;
    this.#compression = options.compression;
    this.#header = new HeaderReader(options.masked, options.compression === undefined ? 0 : RSV1);
  }

  /** Reads the next bytes from the peer. They are changed in place, and may be kept as part of a message. */
  receive(chunk: Buffer): void {
    if (this.#holds !== 0) {
      this.#held = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk]);
      return;
    }
    this.#events.begun();
    try {
      this.#read(chunk);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#events.settled();
    }
  }

  /** Tells of nothing more until {@link resume}, not even of what came in the same chunk. */
  pause(): void {
    this.#hold(PAUSED);
  }

  /** Goes on with what was held back. */
  resume(): void {
    this.#release(PAUSED);
  }

  /** Ignores everything from now on, and lets go of what was gathered. */
  stop(): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    this.#gathering = undefined;
    this.#held = undefined;
    this.#holds = 0;
    this.#events.released();
  }

  #hold(reason: number): void {
    this.#holds |= reason;
    this.#events.halted();
  }

  #release(reason: number): void {
    if ((this.#holds & reason) === 0) return;
    this.#holds &= ~reason;
    if (this.#holds !== 0) return;
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.receive(held);
    if (this.#holds === 0) this.#events.released();
  }

  #rest(): void {
    this.#frames = 0;
    this.#hold(RESTING);
    setImmediate(() => this.#release(RESTING));
  }

  /** The peer's fault ends the connection by its rules; an error of the application goes on to whoever called. */
  #fail(error: unknown): void {
    this.stop();
    if (error instanceof WebSocketError) return this.#events.broken(error);
    this.#events.crashed();
    throw error;
  }

  #read(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && this.#phase !== 'closed') {
      if (this.#holds !== 0) {
        this.#held = chunk.subarray(at);
        return;
      }
      at = this.#phase === 'header' ? this.#readHeader(chunk, at) : this.#readPayload(chunk, at);
    }
  }

  #readHeader(chunk: Buffer, at: number): number {
    const next = this.#header.read(chunk, at, this.#opcode);
    if (next === UNFINISHED) return chunk.length;
    if (++this.#frames === FRAMES_A_TURN) this.#rest();
    if (!this.#header.isControl) this.#openData(this.#header.length);
    this.#remaining = this.#header.length;
    this.#key = this.#header.key;
    this.#phase = 'payload';
    if (this.#remaining === 0) this.#takePayload(chunk, next, next, 0);
    return next;
  }

  #openData(length: number): void {
    if (this.#opcode === 0) {
      this.#opcode = this.#header.first & 0x0f;
      this.#compressed = (this.#header.first & RSV1) !== 0;
    }
    if (length > this.#mostWireBytes() - (this.#gathering?.length ?? 0)) {
      throw new WebSocketError('message_too_large');
    }
  }

  /** What cannot be compressed grows a little by it: 5 bytes a block, and zlib's blocks are 16 KiB or more. */
  #mostWireBytes(): number {
    return this.#compressed ? this.#limit + (this.#limit >> 10) + 64 : this.#limit;
  }

  #readPayload(chunk: Buffer, start: number): number {
    const end = Math.min(chunk.length, start + this.#remaining);
    let seen = 0xff;
    if (this.#masked) {
      seen = applyMask(chunk, start, end, this.#key);
      this.#key = rotateKey(this.#key, end - start);
    }
    this.#remaining -= end - start;
    this.#takePayload(chunk, start, end, seen);
    return end;
  }

  /** Takes unmasked bytes of the current frame; `seen` without bit 0x80 promises that they are ASCII. */
  #takePayload(bytes: Buffer, start: number, end: number, seen: number): void {
    const ends = this.#remaining === 0;
    if (ends) this.#phase = 'header';
    if (this.#header.isControl) this.#takeControl(bytes, start, end, ends);
    else if (ends && (this.#header.first & FIN) !== 0) this.#takeLast(bytes, start, end, seen);
    else this.#gather(bytes, start, end, seen);
  }

  #takeLast(bytes: Buffer, start: number, end: number, seen: number): void {
    const isText = this.#opcode === OPCODE.text;
    if (this.#gathering === undefined && !this.#compressed) {
      this.#opcode = 0;
      if (isText) this.#events.text(decodeText(bytes, start, end, seen));
      else this.#events.binary(own(bytes, start, end));
      return;
    }
    this.#gather(bytes, start, end, seen);
    if (this.#utf8 !== UTF8_COMPLETE) throw new WebSocketError('invalid_utf8');
    const message = this.#gathering?.finish() ?? NOTHING;
    this.#gathering = undefined;
    this.#opcode = 0;
    if (this.#compressed) this.#inflate(message, isText);
    else this.#tell(message, isText);
  }

  #tell(message: Buffer, isText: boolean): void {
    if (isText) this.#events.text(message.toString('utf8'));
    else this.#events.binary(message);
  }

  #inflate(data: Buffer, isText: boolean): void {
    this.#compressed = false;
    this.#hold(INFLATING);
    this.#compression?.inflate({ data, isText, maxMessageBytes: this.#limit }, (error, message) => {
      if (this.#phase === 'closed') return;
      this.#events.begun();
      try {
        if (error !== undefined) throw error;
        this.#tell(message, isText);
      } catch (thrown) {
        this.#fail(thrown);
      } finally {
        this.#events.settled();
      }
      this.#release(INFLATING);
    });
  }

  #gather(bytes: Buffer, start: number, end: number, seen: number): void {
    if (start === end) return;
    if (this.#opcode === OPCODE.text && !this.#compressed && (seen >= 0x80 || this.#utf8 !== UTF8_COMPLETE)) {
      this.#utf8 = checkUtf8(this.#utf8, bytes, start, end);
      if (this.#utf8 === UTF8_INVALID) throw new WebSocketError('invalid_utf8');
    }
    this.#gathering ??= new Gathering();
    this.#gathering.add(bytes, start, end);
  }

  #takeControl(bytes: Buffer, start: number, end: number, ends: boolean): void {
    if (!ends || this.#control !== undefined) {
      const pieces = [this.#control ?? NOTHING, bytes.subarray(start, end)];
      this.#control = Buffer.concat(pieces);
      if (!ends) return;
    }
    const payload = this.#control ?? (start === end ? NOTHING : bytes.subarray(start, end));
    this.#control = undefined;
    switch (this.#header.first & 0x0f) {
      case OPCODE.ping:
        this.#events.pinged(payload);
        break;
      case OPCODE.pong:
        this.#events.ponged(payload);
        break;
      default:
        this.#takeClose(payload);
    }
  }

  /** A close frame: nothing, or a code and a reason (RFC 6455 5.5.1, 7.4). */
  #takeClose(payload: Buffer): void {
    if (payload.length === 1) throw new WebSocketError('close_payload');
    const code = payload.length === 0 ? NO_STATUS : payload.readUInt16BE(0);
    if (payload.length > 0 && !isCloseCode(code)) throw new WebSocketError('close_code');
    const reason = decodeText(payload, Math.min(2, payload.length), payload.length, 0xff);
    this.stop();
    this.#events.closeFrame(code, reason);
  }
}

function decodeText(bytes: Buffer, start: number, end: number, seen: number): string {
  if (seen < 0x80) return bytes.toString('latin1', start, end);
  if (!isUtf8(bytes.subarray(start, end))) throw new WebSocketError('invalid_utf8');
  return bytes.toString('utf8', start, end);
}

/** A message out of a chunk: a view when it is most of it, else a copy, so that a few bytes never pin many. */
function own(bytes: Buffer, start: number, end: number): Buffer {
  const view = bytes.subarray(start, end);
  return view.length * 2 > view.buffer.byteLength ? view : Buffer.from(view);
}
