import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { type CommandType, Problem, SUBPROTOCOL } from '@parlor/protocol';
import { acceptUpgrade, holdUpgrade, parseHandshake, refuseUpgrade } from '@parlor/websocket';
import type { Identity } from '../connection.ts';
import type { Gateway } from '../gateway.ts';
import { Heartbeat } from './heartbeat.ts';
import type { SocketIoTransports } from './socketio.transport.ts';
import { WEBSOCKET_LIMITS, WebSocketTransport } from './websocket.transport.ts';

const BEARER = /^Bearer +([^\s]+)$/i;
const RETRY_AFTER_SECONDS = 5;

interface UpgradeOptions<Who extends Identity> {
  readonly gateway: Gateway<Who>;
  readonly socketIo: SocketIoTransports<Who>;
  /** Whether the page that a request comes from may open a socket; what is no browser names none. */
  readonly isTrusted: (request: IncomingMessage) => boolean;
}

/** The one owner of the HTTP server's `upgrade`: our WebSocket at `/ws`, Socket.IO at its own path, nothing else. */
export class Upgrades<Who extends Identity> {
  readonly #options: UpgradeOptions<Who>;
  readonly #heartbeat = new Heartbeat();

  constructor(options: UpgradeOptions<Who>) {
    this.#options = options;
  }

  /** Takes the upgrades of this server. */
  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      if (this.#options.socketIo.owns(request)) this.#options.socketIo.upgrade(request, socket, head);
      else if (pathOf(request) === '/ws') this.#webSocket(request, socket, head);
      else refuse(socket, new Problem('not_found'));
    });
  }

  /** Stops what runs by itself. */
  stop(): void {
    this.#heartbeat.stop();
  }

  #webSocket(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const handshake = parseHandshake(request);
    if (!handshake.ok) return refuseUpgrade(socket, handshake);
    if (!this.#options.isTrusted(request)) {
      return refuse(socket, new Problem('forbidden', { detail: 'This origin may not open a socket.' }));
    }
    if (this.#options.gateway.isDraining) {
      return refuse(socket, new Problem('unavailable', { retryAfter: RETRY_AFTER_SECONDS }));
    }
    const { authorization } = request.headers;
    if (authorization === undefined) return this.#open(request, socket, head);
    holdUpgrade(socket);
    this.#signIn(authorization).then(
      (who) => this.#open(request, socket, head, who),
      (error: unknown) => refuse(socket, error instanceof Problem ? error : new Problem('internal')),
    );
  }

  async #signIn(authorization: string): Promise<Who> {
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) throw new Problem('unauthenticated');
    return this.#options.gateway.authenticate(token);
  }

  #open(request: IncomingMessage, socket: Socket, head: Buffer, who?: Who): void {
    if (socket.destroyed) return;
    const webSocket = acceptUpgrade(request, socket, head, { protocols: [SUBPROTOCOL], ...WEBSOCKET_LIMITS });
    const transport = new WebSocketTransport(webSocket);
    const unwatch = this.#heartbeat.watch(transport);
    const { gateway } = this.#options;
    const connection = gateway.open(transport, who);
    transport.listen(gateway, connection);
    const { onEnd } = connection;
    connection.onEnd = () => {
      unwatch();
      onEnd();
    };
    const entering = enteringOf(request);
    if (entering === undefined) return;
    const enter = () =>
      gateway.receive(connection, 'room.enter' satisfies CommandType, entering, transport.respond('room'));
    if (who === undefined) connection.onIdentified = enter;
    else enter();
  }
}

/** `?room=` enters at once: its parameters are the command's. */
function enteringOf(request: IncomingMessage): Record<string, unknown> | undefined {
  const query = new URL(request.url ?? '/', 'http://parlor').searchParams;
  const room = query.get('room');
  if (room === null) return undefined;
  const number = (name: string) => (query.has(name) ? Number(query.get(name) || Number.NaN) : undefined);
  const epoch = query.get('epoch') ?? undefined;
  return { room, history: number('history'), after: number('after'), epoch, limit: number('limit') };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function refuse(socket: Socket, problem: Problem): void {
  const { status, retryAfter } = problem;
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
  refuseUpgrade(socket, {
    status,
    headers,
    body: { ...problem.toJSON(), type: `/problems/${problem.code}` },
  });
}
