import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ABNORMAL, isCloseCode, NO_STATUS } from './close-codes.ts';
import { Compression } from './compression.ts';
import type { WebSocketError } from './errors.ts';
import type { Limits } from './limits.ts';
import { MAX_CONTROL_PAYLOAD, OPCODE } from './opcodes.ts';
import type { DeflateAgreement } from './permessage-deflate.ts';
import { Receiver, type ReceiverEvents } from './receiver.ts';
import { Sender, type SenderEvents } from './sender.ts';
import type { Sent, WebSocket, WebSocketState } from './websocket.ts';

/** What the handshake settled. */
export interface Agreement {
  readonly role: 'server' | 'client';
  readonly protocol: string;
  readonly extensions: string;
  readonly limits: Limits;
  readonly deflate: DeflateAgreement | undefined;
}

/** Finds the connection of a stream, so that all connections share one set of listeners. */
const CONNECTION = Symbol('connection');
type Owned = Duplex & { [CONNECTION]: Connection };

const EMPTY = new Uint8Array(0);

/** The life of a connection after its handshake; its public face is {@link WebSocket}. */
export class Connection implements WebSocket, ReceiverEvents, SenderEvents {
  onText: ((text: string) => void) | undefined = undefined;
  onBinary: ((data: Buffer) => void) | undefined = undefined;
  onPing: ((payload: Buffer) => void) | undefined = undefined;
  onPong: ((payload: Buffer) => void) | undefined = undefined;
  onClose: ((code: number, reason: string, wasClean: boolean) => void) | undefined = undefined;
  onDrain: (() => void) | undefined = undefined;
  onOverflow: (() => void) | undefined = undefined;

  readonly stream: Duplex;
  readonly #agreement: Agreement;
  readonly #receiver: Receiver;
  readonly #sender: Sender;
  #state: WebSocketState = 'open';
  #started = false;
  #isHalted = false;
  #isEndHeld = false;
  #failure: WebSocketError | undefined = undefined;
  #closeSent = false;
  #peerClose: { readonly code: number; readonly reason: string } | undefined = undefined;
  #deadline: NodeJS.Timeout | undefined = undefined;

  constructor(stream: Duplex, agreement: Agreement) {
    const { maxMessageBytes, maxBufferedBytes } = agreement.limits;
    const isServer = agreement.role === 'server';
    const compression = agreement.deflate && new Compression(agreement.deflate);
    this.stream = stream;
    this.#agreement = agreement;
    this.#receiver = new Receiver(this, { masked: isServer, maxMessageBytes, compression });
    this.#sender = new Sender(stream, this, { masked: !isServer, maxBufferedBytes, compression });
    (stream as Owned)[CONNECTION] = this;
    stream.on('error', onError).on('end', onEnd).on('drain', onDrain).on('close', onClosed);
  }

  get state(): WebSocketState {
    return this.#state;
  }
  get role(): 'server' | 'client' {
    return this.#agreement.role;
  }
  get protocol(): string {
    return this.#agreement.protocol;
  }
  get extensions(): string {
    return this.#agreement.extensions;
  }
  get failure(): WebSocketError | undefined {
    return this.#failure;
  }
  get remoteAddress(): string | undefined {
    return this.stream instanceof Socket ? this.stream.remoteAddress : undefined;
  }
  get bufferedAmount(): number {
    return this.#sender.waiting;
  }

  sendText(text: string, sent?: Sent): boolean {
    return this.#state === 'open' ? this.#sender.message(OPCODE.text, text, sent) : refuse(sent);
  }

  sendTextBytes(bytes: Uint8Array, sent?: Sent): boolean {
    return this.#state === 'open' ? this.#sender.message(OPCODE.text, bytes, sent) : refuse(sent);
  }

  sendBinary(data: Uint8Array, sent?: Sent): boolean {
    return this.#state === 'open' ? this.#sender.message(OPCODE.binary, data, sent) : refuse(sent);
  }

  sendFrames(frames: Uint8Array, sent?: Sent): boolean {
    if (this.#agreement.role === 'client')
      throw new TypeError('A client masks each frame: it cannot send encoded ones.');
    return this.#state === 'open' ? this.#sender.frames(frames, sent) : refuse(sent);
  }

  ping(payload: Uint8Array = EMPTY): boolean {
    if (payload.length > MAX_CONTROL_PAYLOAD) throw new RangeError('A ping carries at most 125 bytes.');
    return this.#state === 'open' && this.#sender.control(OPCODE.ping, payload);
  }

  close(code = 1000, reason = ''): void {
    if (!isCloseCode(code)) throw new RangeError(`${code} may not be sent as a close code.`);
    const payload = closePayload(code, reason);
    if (payload.length > MAX_CONTROL_PAYLOAD) throw new RangeError('A close reason has at most 123 bytes.');
    if (this.#state !== 'open') return;
    this.#startClosing(payload);
    // The peer's close may stand behind messages that were held back.
    this.#receiver.resume();
  }

  terminate(): void {
    this.#receiver.stop();
    this.#sender.stop();
    if (this.#state === 'open') this.#state = 'closing';
    this.stream.destroy();
  }

  pause(): void {
    if (this.#state === 'open') this.#receiver.pause();
  }

  resume(): void {
    this.#receiver.resume();
  }

  /** Begins to read; see the promise of {@link WebSocket}. */
  start(): void {
    this.#started = true;
    this.stream.on('data', onData);
    if (this.#isHalted) this.stream.pause();
    // The peer may have gone while the application thought about it; then its end was told to nobody.
    if (this.stream.closed) process.nextTick(() => this.gone());
  }

  /** Reads a chunk of the stream. */
  read(chunk: Buffer): void {
    this.#receiver.receive(chunk);
  }

  text(text: string): void {
    this.#sender.answerPings();
    if (this.#state === 'open') this.onText?.(text);
  }

  binary(data: Buffer): void {
    this.#sender.answerPings();
    if (this.#state === 'open') this.onBinary?.(data);
  }

  pinged(payload: Buffer): void {
    if (this.#state !== 'open') return;
    this.#sender.owePong(payload);
    this.onPing?.(Buffer.from(payload));
  }

  ponged(payload: Buffer): void {
    if (this.#state === 'open') this.onPong?.(Buffer.from(payload));
  }

  closeFrame(code: number, reason: string): void {
    this.#peerClose = { code, reason };
    this.#sender.answerPings();
    this.#startClosing(code === NO_STATUS ? EMPTY : closePayload(code, ''));
    // The server ends the TCP connection first, the client waits for it until the deadline (RFC 6455 7.1.1).
    if (this.role === 'server') this.#sender.end();
  }

  broken(error: WebSocketError): void {
    this.#failure = error;
    this.#sender.answerPings();
    this.#startClosing(closePayload(error.closeCode, error.message));
    // What the peer still sends is read and dropped until the deadline: closing with unread bytes would reset the
    // connection, and the peer might never see why.
    this.#sender.end();
  }

  overflowed(): void {
    if (this.onOverflow === undefined) this.terminate();
    else this.onOverflow();
  }

  drained(): void {
    if (this.#state === 'open') this.onDrain?.();
  }

  begun(): void {
    this.#sender.cork();
  }

  settled(): void {
    this.#sender.answerPings();
    this.#sender.uncork();
  }

  crashed(): void {
    // What the application's handler missed is unknown, so the connection cannot go on.
    this.terminate();
  }

  halted(): void {
    this.#isHalted = true;
    if (this.#started) this.stream.pause();
  }

  released(): void {
    this.#isHalted = false;
    if (this.#started) this.stream.resume();
    if (this.#isEndHeld) this.ended();
  }

  /** The stream has taken everything that waited in it. */
  emptied(): void {
    this.#sender.drained();
  }

  /** The peer will send no more bytes. */
  ended(): void {
    // A stream may end while it is paused, and what came before the end is not told of yet.
    this.#isEndHeld = this.#isHalted;
    if (this.#isEndHeld) return;
    this.#receiver.stop();
    this.#stopSending();
    this.#sender.end();
  }

  /** The TCP connection is gone. */
  gone(): void {
    clearTimeout(this.#deadline);
    this.#receiver.stop();
    this.#sender.gone();
    this.#state = 'closed';
    const onClose = this.onClose;
    this.onClose = undefined;
    if (this.#peerClose !== undefined)
      onClose?.(this.#peerClose.code, this.#peerClose.reason, this.#closeSent);
    else if (this.#failure !== undefined) onClose?.(this.#failure.closeCode, this.#failure.message, false);
    else onClose?.(ABNORMAL, '', false);
  }

  #startClosing(payload: Uint8Array): void {
    if (!this.#closeSent) {
      this.#closeSent = true;
      this.#sender.control(OPCODE.close, payload);
    }
    this.#stopSending();
  }

  /** From here on the connection only ends, and does so before the deadline. */
  #stopSending(): void {
    this.#sender.stop();
    if (this.#state === 'open') this.#state = 'closing';
    this.#deadline ??= setTimeout(() => this.terminate(), this.#agreement.limits.closeTimeoutMs);
  }
}

function closePayload(code: number, reason: string): Uint8Array {
  const payload = Buffer.allocUnsafe(2 + Buffer.byteLength(reason));
  payload.write(reason, payload.writeUInt16BE(code, 0));
  return payload;
}

function refuse(sent: Sent | undefined): false {
  if (sent !== undefined) process.nextTick(sent, new Error('The connection is not open.'));
  return false;
}

function onData(this: Owned, chunk: Buffer): void {
  this[CONNECTION].read(chunk);
}

function onEnd(this: Owned): void {
  this[CONNECTION].ended();
}

function onDrain(this: Owned): void {
  this[CONNECTION].emptied();
}

/** A reset or a broken pipe: `close` follows, and tells the rest. */
function onError(): void {}

function onClosed(this: Owned): void {
  this[CONNECTION].gone();
}
