import { Duplex } from 'node:stream';
import { type Agreement, Connection } from './connection.ts';
import { limitsOf } from './limits.ts';
import type { DeflateAgreement } from './permessage-deflate.ts';
import type { WebSocketOptions } from './websocket.ts';

/** What a conversation came to. */
export interface Outcome {
  /** What the connection told, one line each; `lost` for 1006. */
  readonly told: string[];
  /** The frames it sent, unmasked, as hex. */
  readonly sent: string[];
}

/** How a conversation is played. */
export interface Scene extends WebSocketOptions {
  readonly role: 'server' | 'client';
  /** Bytes a chunk; Infinity for everything in one, 0 for a chunk a frame. */
  readonly chop?: number;
  readonly agreed?: DeflateAgreement;
  /** Let whatever takes its time (compression) come to rest before the peer ends. */
  readonly patient?: boolean;
  /** Told of the connection before the first byte. */
  readonly onOpen?: (connection: Connection) => void;
}

/** Both roles, and three ways to cut the same bytes. */
export const SCENES: readonly Scene[] = (['server', 'client'] as const).flatMap((role) =>
  [Number.POSITIVE_INFINITY, 0, 1].map((chop) => ({ role, chop })),
);

/** A scene in words, for names of tests. */
export function nameOf({ role, chop = Number.POSITIVE_INFINITY }: Scene): string {
  return `${role}, ${chop === 0 ? 'frame by frame' : chop === 1 ? 'byte by byte' : 'in one chunk'}`;
}

/** A stream whose other end is this test. */
export class Wire extends Duplex {
  readonly written: Buffer[] = [];

  constructor() {
    super({ allowHalfOpen: true });
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written.push(chunk);
    done();
  }
}

/** A connection on a wire, past its handshake. */
export function openWire(scene: Scene): { wire: Wire; connection: Connection } {
  const wire = new Wire();
  const agreement: Agreement = {
    role: scene.role,
    protocol: '',
    extensions: '',
    limits: limitsOf(scene),
    deflate: scene.agreed,
  };
  const connection = new Connection(wire, agreement);
  connection.start();
  return { wire, connection };
}

/** Writes down everything a connection tells. */
export function record(connection: Connection): string[] {
  const told: string[] = [];
  connection.onText = (text) => told.push(`text ${text}`);
  connection.onBinary = (data) => told.push(`binary ${data.toString('hex')}`);
  connection.onPing = (payload) => told.push(`ping ${payload.toString('hex')}`);
  connection.onPong = (payload) => told.push(`pong ${payload.toString('hex')}`);
  connection.onClose = (code, reason, wasClean) => {
    if (code === 1006) told.push('lost');
    else told.push(`close ${code}${reason === '' ? '' : ` ${reason}`}${wasClean ? '' : ' (not clean)'}`);
  };
  return told;
}

/**
 * Plays frames to a connection and then ends the peer's side.
 *
 * @param frames Each as hex, unmasked, spaces ignored; a server is given them masked. A frame may be cut short.
 */
export async function play(scene: Scene, frames: readonly string[]): Promise<Outcome> {
  const { wire, connection } = openWire(scene);
  const told = record(connection);
  scene.onOpen?.(connection);
  const bytes = frames.map((frame) => {
    const plain = Buffer.from(frame.replaceAll(/\s/g, ''), 'hex');
    return scene.role === 'server' ? maskFrame(plain) : plain;
  });
  for (const chunk of cut(bytes, scene.chop)) wire.push(chunk);
  const closed = new Promise((resolve) => wire.once('close', resolve));
  await new Promise(setImmediate);
  if (scene.patient) await untilQuiet(connection);
  wire.push(null);
  if (!wire.destroyed) await closed;
  return { told, sent: readFrames(Buffer.concat(wire.written)).map((frame) => frame.toString('hex')) };
}

/** Waits until nothing is compressed any more; what is inflated holds back the peer's end by itself. */
async function untilQuiet(connection: Connection): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (connection.bufferedAmount > 0 && Date.now() < deadline) await new Promise(setImmediate);
}

function cut(frames: readonly Buffer[], size = Number.POSITIVE_INFINITY): Buffer[] {
  if (size === 0) return [...frames];
  const all = Buffer.concat(frames);
  const chunks: Buffer[] = [];
  for (let at = 0; at < all.length; at += size) {
    chunks.push(Buffer.from(all.subarray(at, Math.min(all.length, at + size))));
  }
  return chunks;
}

const KEY = Buffer.from('37fa213d', 'hex');

/** A frame as a client sends it, whatever is wrong with it. */
export function maskFrame(frame: Buffer, key: Buffer = KEY): Buffer {
  if (frame.length < 2) return frame;
  const size = headerSize(frame);
  const header = Buffer.from(frame.subarray(0, size));
  header[1] = header.readUInt8(1) | 0x80;
  const payload = frame.subarray(size).map((byte, at) => byte ^ key.readUInt8(at & 3));
  return Buffer.concat([header, key, payload]);
}

/** Takes well-formed frames apart and unmasks them. */
export function readFrames(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const size = headerSize(rest);
    const masked = rest.readUInt8(1) >= 0x80;
    const short = rest.readUInt8(1) & 0x7f;
    const length =
      short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
    const start = masked ? size + 4 : size;
    const header = Buffer.from(rest.subarray(0, size));
    header[1] = short;
    const key = rest.subarray(size, size + 4);
    const payload = Buffer.from(rest.subarray(start, start + length));
    frames.push(
      Buffer.concat([header, masked ? payload.map((byte, i) => byte ^ key.readUInt8(i & 3)) : payload]),
    );
    at += start + length;
  }
  return frames;
}

function headerSize(frame: Buffer): number {
  const short = frame.readUInt8(1) & 0x7f;
  return short < 126 ? 2 : short === 126 ? 4 : 10;
}

/** A frame as hex, with the shortest length. */
export function frame(first: number, payload: string | Uint8Array = ''): string {
  const bytes = Buffer.from(payload);
  const length = bytes.length;
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header[0] = first;
  header[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (header.length === 4) header.writeUInt16BE(length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, bytes]).toString('hex');
}

/** The close frame with which a connection fails. */
export function closeFrame(code: number, reason = ''): string {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code, 0);
  payload.write(reason, 2);
  return frame(0x88, payload);
}
