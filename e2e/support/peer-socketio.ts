import type { Event, Goodbye, ProblemBody } from '@parlor/protocol';
import { io, type Socket } from 'socket.io-client';
import { within } from './bounded.ts';
import { type AnyReply, type Peer, Refused } from './peer.ts';
import { PeerInbox } from './peer-inbox.ts';

/** What a Socket.IO opening may carry. */
export interface SocketIoOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly transports?: readonly ('polling' | 'websocket')[];
}

/** Opens a Socket.IO connection and waits for its welcome. @throws Refused the problem of a `connect_error`. */
export async function openSocketIo(url: string, options: SocketIoOptions = {}): Promise<Peer> {
  const socket = io(url, {
    path: '/socket.io',
    auth: options.token === undefined ? {} : { token: options.token },
    extraHeaders: { ...options.headers },
    transports: [...(options.transports ?? ['websocket'])],
    forceNew: true,
    reconnection: false,
  });
  const peer = new SocketIoPeer(socket);
  try {
    await within(peer.opened(), `the welcome of ${url} over Socket.IO`);
  } catch (error) {
    socket.disconnect();
    throw error;
  }
  return peer;
}

class SocketIoPeer extends PeerInbox {
  readonly binding = 'socketio';
  readonly #socket: Socket;
  #goodbye: Goodbye | undefined;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.onAny((type: string, envelope: object) => this.#event(type, envelope));
    socket.on('disconnect', (reason) => {
      this.end({ code: this.#goodbye?.code ?? 1005, reason: this.#goodbye?.reason ?? reason });
    });
  }

  /** Resolves with the first event. */
  opened(): Promise<unknown> {
    const refused = new Promise<never>((_, reject) => {
      this.#socket.once('connect_error', (error: Error & { data?: ProblemBody }) => {
        const problem = error.data;
        reject(problem ? new Refused(problem.status, {}, JSON.stringify(problem)) : error);
      });
    });
    return Promise.race([this.first(() => true), refused]);
  }

  post(type: string, data?: unknown): void {
    this.#socket.emit(type, data ?? {});
  }

  vanish(): void {
    this.#socket.io.engine.close();
  }

  protected close(): void {
    this.#socket.disconnect();
  }

  protected async transmit(type: string, data: unknown, id: string): Promise<AnyReply> {
    const answer = (await this.#socket.emitWithAck(type, data ?? {})) as Omit<AnyReply, 're'>;
    const reply = { ...answer, re: id } as AnyReply;
    this.take(reply);
    return reply;
  }

  #event(type: string, envelope: object): void {
    if (type === 'problem') {
      const { problem = envelope } = envelope as { problem?: object };
      this.take({ re: null, ok: false, problem: problem as ProblemBody });
      return;
    }
    const event = { ...envelope, type } as Event;
    if (event.type === 'session.goodbye') this.#goodbye = event.data as Goodbye;
    this.take(event);
  }
}
