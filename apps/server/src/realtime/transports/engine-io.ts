import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { acceptUpgrade, parseHandshake, refuseUpgrade, type WebSocket } from '@parlor/websocket';
import { WEBSOCKET_LIMITS } from './websocket.transport.ts';

type SentCallback = (error?: Error | null) => void;

/** Our engine in the shape that Engine.IO expects of one connection of its `wsEngine`. */
export class EngineIoSocket extends EventEmitter {
  readonly webSocket: WebSocket;

  constructor(webSocket: WebSocket) {
    super();
    this.webSocket = webSocket;
    webSocket.onText = (text) => this.emit('message', Buffer.from(text), false);
    webSocket.onBinary = (data) => this.emit('message', data, true);
    webSocket.onClose = (code, reason) => this.emit('close', code, reason);
    webSocket.onDrain = () => this.emit('drain');
  }

  /** What Engine.IO reads the peer's address from. */
  get _socket(): { remoteAddress: string | undefined } {
    return { remoteAddress: this.webSocket.remoteAddress };
  }

  /** Engine.IO holds its next packets back until `sent` is called; backpressure is ours, so that is at once. */
  send(data: string | Buffer, options?: object | SentCallback, sent?: SentCallback): void {
    if (typeof data === 'string') this.webSocket.sendText(data);
    else this.webSocket.sendBinary(data);
    const callback = typeof options === 'function' ? options : sent;
    callback?.();
  }

  close(): void {
    this.webSocket.close();
  }

  terminate(): void {
    this.webSocket.terminate();
  }
}

/** Our engine in the shape that Engine.IO expects of its `wsEngine`: it may be made more than once. */
export class EngineIoServer extends EventEmitter {
  /** Accepts an upgrade and gives the connection to `accepted`. */
  handleUpgrade(
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
    accepted: (webSocket: EngineIoSocket) => void,
  ): void {
    const handshake = parseHandshake(request);
    if (!handshake.ok) return refuseUpgrade(socket, handshake);
    accepted(new EngineIoSocket(acceptUpgrade(request, socket, head, WEBSOCKET_LIMITS)));
  }

  close(): void {}
}
