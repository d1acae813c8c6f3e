import type { Duplex } from 'node:stream';
import type { WebSocketError } from './errors.ts';
import type { DeflateOptions } from './permessage-deflate.ts';

/** Where a connection is in its life: messages are sent and told of only while it is `open`. */
export type WebSocketState = 'open' | 'closing' | 'closed';

/** Called when bytes were handed to the kernel, or with the reason why they will not be. */
export type Sent = (error?: Error | null) => void;

/**
 * One WebSocket connection, server or client side.
 *
 * What happens is told to the plain function properties below; set them in the turn in which the connection was
 * given (by `acceptUpgrade`, or after awaiting `connect`): nothing is told before that turn is over.
 */
export interface WebSocket {
  /** A whole text message, checked to be UTF-8. */
  onText: ((text: string) => void) | undefined;
  /** A whole binary message. The bytes are the receiver's to keep. */
  onBinary: ((data: Buffer) => void) | undefined;
  /** A ping from the peer; its pong is sent by the engine. */
  onPing: ((payload: Buffer) => void) | undefined;
  /** A pong from the peer. */
  onPong: ((payload: Buffer) => void) | undefined;
  /**
   * The end, told once, when the TCP connection is gone: the peer's code and reason (1005 when it gave none), or
   * the code with which we failed it, or 1006 when it was lost. Clean when both sides said close.
   */
  onClose: ((code: number, reason: string, wasClean: boolean) => void) | undefined;
  /** Everything that was waiting has been handed to the kernel. */
  onDrain: (() => void) | undefined;
  /** `bufferedAmount` has passed `maxBufferedBytes`; once until it has drained. Without it: {@link terminate}. */
  onOverflow: (() => void) | undefined;

  readonly state: WebSocketState;
  /** The side we are on. */
  readonly role: 'server' | 'client';
  /** The sub-protocol agreed on, or the empty string. */
  readonly protocol: string;
  /** The extensions agreed on, as in the handshake's answer, or the empty string. */
  readonly extensions: string;
  /** What the peer broke, when that is why we closed. */
  readonly failure: WebSocketError | undefined;
  /** The peer's address; undefined once the connection is gone. */
  readonly remoteAddress: string | undefined;
  /** Bytes that wait to be handed to the kernel. */
  readonly bufferedAmount: number;
  /** The stream below. Reading from it or writing to it breaks the connection. */
  readonly stream: Duplex;

  /**
   * Sends a text message.
   *
   * @returns Whether more may be sent at once; after `false`, {@link onDrain} tells when. Nothing is refused, but
   *   nothing is sent either once the connection is not `open`.
   */
  sendText(text: string, sent?: Sent): boolean;
  /** Sends UTF-8 bytes as a text message; they are not checked. See {@link sendText}. */
  sendTextBytes(bytes: Uint8Array, sent?: Sent): boolean;
  /** Sends a binary message. See {@link sendText}. */
  sendBinary(data: Uint8Array, sent?: Sent): boolean;
  /**
   * Writes frames that are already encoded ({@link joinTextFrames}) with one write: the same bytes to many.
   * Server side only, since a client must mask each frame with a key of its own. See {@link sendText}.
   */
  sendFrames(frames: Uint8Array, sent?: Sent): boolean;
  /** Sends a ping of at most 125 bytes. See {@link sendText}. */
  ping(payload?: Uint8Array): boolean;
  /**
   * Begins the closing handshake; the connection is cut when it is not done within `closeTimeoutMs`. What was
   * sent before goes out first; nothing is told of any more but {@link onClose}.
   *
   * @param code One that may be sent, 1000 by default.
   * @param reason At most 123 bytes of UTF-8.
   * @throws RangeError when the code or the reason may not be sent.
   */
  close(code?: number, reason?: string): void;
  /** Cuts the connection without a word. */
  terminate(): void;
  /**
   * Stops reading at once: no message is told of, not even one that came in the same chunk, no ping is answered
   * and the peer's end is not seen, until {@link resume}. TCP slows the peer down.
   */
  pause(): void;
  /** Reads on. */
  resume(): void;
}

/** What both sides may choose. */
export interface WebSocketOptions {
  /** Largest message accepted, in bytes; a larger one fails the connection with 1009. 1 MiB by default. */
  readonly maxMessageBytes?: number | undefined;
  /** Most bytes that may wait to be sent before {@link WebSocket.onOverflow}. 16 MiB by default. */
  readonly maxBufferedBytes?: number | undefined;
  /** Milliseconds from the first close frame to the cut. 5,000 by default. */
  readonly closeTimeoutMs?: number | undefined;
  /** Compression of messages (RFC 7692), when the peer wants it too. Off by default. */
  readonly deflate?: DeflateOptions | undefined;
}
