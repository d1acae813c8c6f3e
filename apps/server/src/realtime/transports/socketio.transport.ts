import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import { type CloseCode, LIMITS, Problem } from '@parlor/protocol';
import { joinTextFrames } from '@parlor/websocket';
import { Server, type Socket } from 'socket.io';
import type { Batch } from '../batch.ts';
import type { Identity } from '../connection.ts';
import { type Encoded, encodeEvent } from '../encoded.ts';
import type { Gateway } from '../gateway.ts';
import { EngineIoServer, EngineIoSocket } from './engine-io.ts';
import type { Answer, Respond, Transport } from './transport.ts';
import { WaitingReplies } from './waiting-replies.ts';

const PATH = '/socket.io/';

/** One peer over Socket.IO, which is transport and codec only: its rooms and its adapter have no part. */
export class SocketIoTransport implements Transport {
  readonly name = 'socketio';
  #own: string[] = [];
  readonly #replies = new WaitingReplies();
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** The way back to a command: its acknowledgement; without one a failure is told by the event `problem`. */
  respond(acknowledge: ((reply: Answer) => void) | undefined): Respond {
    return (answer) => {
      this.flush();
      if (acknowledge !== undefined) acknowledge(answer);
      else if (!answer.ok) this.#own.push(`2${JSON.stringify(['problem', answer.problem])}`);
    };
  }

  event(event: Encoded): void {
    this.#own.push(event.packet);
  }

  deliver(batch: Batch): void {
    this.flush();
    const direct = this.#direct();
    if (direct !== undefined) direct.webSocket.sendFrames(batch.packetFrames);
    else for (const packet of batch.packets) this.#socket.conn.write(packet);
  }

  flush(): void {
    if (this.#own.length === 0) return;
    const own = this.#own;
    this.#own = [];
    this.#replies.add(
      own.reduce((sum, packet) => sum + packet.length, 0),
      this.buffered,
    );
    const direct = this.#direct();
    if (direct !== undefined) direct.webSocket.sendFrames(joinTextFrames(own.map((packet) => `4${packet}`)));
    else for (const packet of own) this.#socket.conn.write(packet);
  }

  get buffered(): number {
    const waiting = queueOf(this.#socket).reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
    return waiting + (this.#engineSocket()?.webSocket.bufferedAmount ?? 0);
  }

  get bufferedReplies(): number {
    return this.#replies.waiting;
  }

  drained(): Promise<void> {
    if (this.buffered === 0 || !this.#socket.connected) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#socket.conn.off('drain', done);
        this.#socket.conn.off('close', done);
        this.#engineSocket()?.off('drain', done);
        resolve();
      };
      this.#socket.conn.on('drain', done);
      this.#socket.conn.on('close', done);
      this.#engineSocket()?.on('drain', done);
    });
  }

  pause(): void {
    this.#engineSocket()?.webSocket.pause();
  }

  resume(): void {
    this.#engineSocket()?.webSocket.resume();
  }

  close(code: CloseCode, afterMs: number): void {
    this.event(encodeEvent('session.goodbye', { ...code, afterMs }));
    this.flush();
    // A Socket.IO client comes back by itself unless it was disconnected in so many words.
    if (code.reconnect) this.#socket.conn.close();
    else this.#socket.disconnect();
  }

  /** The WebSocket below, when what is written to it now keeps its place behind what Engine.IO has written. */
  #direct(): EngineIoSocket | undefined {
    const { conn } = this.#socket;
    const settled = conn.readyState === 'open' && !conn.upgrading && queueOf(this.#socket).length === 0;
    return settled && conn.transport.writable ? this.#engineSocket() : undefined;
  }

  #engineSocket(): EngineIoSocket | undefined {
    const { transport } = this.#socket.conn;
    const below = 'socket' in transport ? transport.socket : undefined;
    return below instanceof EngineIoSocket ? below : undefined;
  }
}

interface SocketIoOptions<Who extends Identity> {
  readonly gateway: Gateway<Who>;
  /** Whether the page that a request comes from may open a socket; what is no browser names none. */
  readonly isTrusted: (request: IncomingMessage) => boolean;
  /** Origins that browsers may poll from, beside our own. */
  readonly corsOrigins: readonly string[];
}

/** Opens a connection for each Socket.IO client. */
export class SocketIoTransports<Who extends Identity> {
  readonly #io: Server;
  readonly #options: SocketIoOptions<Who>;

  constructor(options: SocketIoOptions<Who>) {
    this.#options = options;
    this.#io = new Server({
      path: PATH,
      serveClient: false,
      maxHttpBufferSize: LIMITS.frame,
      pingInterval: LIMITS.heartbeat,
      perMessageDeflate: false,
      httpCompression: false,
      wsEngine: EngineIoServer,
      cors: { origin: [...options.corsOrigins], credentials: false },
      allowRequest: (request, answer) => this.#judge(request, answer),
    });
    // Engine.IO wants a server to hang on; ours has one owner of `upgrade`, which passes on what is Engine.IO's.
    this.#io.attach(createServer());
    this.#io.use((socket, next) => this.#authenticate(socket, next));
    this.#io.on('connection', (socket) => this.#open(socket));
  }

  /** Whether a request is for Socket.IO. */
  owns(request: IncomingMessage): boolean {
    return request.url?.startsWith(PATH) ?? false;
  }

  /** Takes an upgrade to WebSocket. */
  upgrade(request: IncomingMessage, socket: NetSocket, head: Buffer): void {
    this.#io.engine.handleUpgrade(request, socket, head);
  }

  /** Takes a polling request. */
  request(request: IncomingMessage, response: ServerResponse): void {
    this.#io.engine.handleRequest(request, response);
  }

  /** Stops what runs by itself. */
  async stop(): Promise<void> {
    await this.#io.close();
  }

  #judge(request: IncomingMessage, answer: (error: string | null, allowed: boolean) => void): void {
    const allowed = this.#options.isTrusted(request) && !this.#options.gateway.isDraining;
    answer(allowed ? null : 'this origin may not open a socket', allowed);
  }

  #authenticate(socket: Socket, next: (error?: Error) => void): void {
    const token: unknown = socket.handshake.auth.token;
    const signIn = typeof token === 'string' ? this.#options.gateway.authenticate(token) : missingToken();
    signIn.then(
      (who) => {
        socket.data.who = who;
        next();
      },
      (error: unknown) => {
        const problem = error instanceof Problem ? error : new Problem('internal');
        next(Object.assign(new Error(problem.message), { data: problem.toJSON() }));
      },
    );
  }

  #open(socket: Socket): void {
    const { gateway } = this.#options;
    const transport = new SocketIoTransport(socket);
    const who: Who = socket.data.who;
    const connection = gateway.open(transport, who);
    socket.onAny((type: string, ...parameters: unknown[]) => {
      const acknowledge = parameters.at(-1);
      const hasAcknowledgement = typeof acknowledge === 'function';
      const data = hasAcknowledgement && parameters.length === 1 ? {} : (parameters[0] ?? {});
      const respond = transport.respond(hasAcknowledgement ? (reply) => acknowledge(reply) : undefined);
      gateway.receive(connection, type, data, respond);
    });
    socket.on('disconnect', () => connection.end());
  }
}

function missingToken(): Promise<never> {
  return Promise.reject(new Problem('unauthenticated', { detail: 'Give the access token as auth.token.' }));
}

/** What Engine.IO holds back until its transport is writable. The field is not in its types, but it is what `flush` reads. */
function queueOf({ conn }: Socket): readonly { readonly data?: { readonly length: number } }[] {
  const queue: unknown = Reflect.get(conn, 'writeBuffer');
  return Array.isArray(queue) ? queue : [];
}
