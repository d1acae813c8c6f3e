import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { CLOSE } from '@parlor/protocol';
import { HANDSHAKE_SERVER_OPTIONS } from '@parlor/websocket';
import { VERSION } from '../version.ts';
import { Connection } from './connection.ts';
import type { Console } from './console.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { Door, type Guest } from './door.ts';
import { Heartbeat } from './heartbeat.ts';
import { type Operated, withId } from './operator.ts';
import type { LiteOptions } from './options.ts';
import { Rooms } from './rooms.ts';

/** How long clients have to say goodbye back. */
const FAREWELL = 2_000;
/** Clients of a server that stops come back spread over this time. */
const RETURN = 2_000;

/** The lite server: rooms as logs, connections, and the HTTP door they come in by. */
export class LiteServer implements Operated {
  readonly #options: LiteOptions;
  readonly #console: Console;
  readonly #connections = new Map<string, Connection>();
  readonly #heartbeat = new Heartbeat();
  readonly #http: Server;
  readonly #folder: DataFolder;
  readonly #rooms: Rooms;
  readonly #door: Door;
  #stopping: Promise<void> | undefined;
  #gone: () => void = () => undefined;

  private constructor(options: LiteOptions, console: Console, folder: DataFolder, rooms: Rooms) {
    this.#options = options;
    this.#console = console;
    this.#folder = folder;
    this.#rooms = rooms;
    this.#door = new Door(rooms, () => this.#connections.size < options.maxConnections);
    this.#http = createServer(HANDSHAKE_SERVER_OPTIONS, (request, response) =>
      this.#answer(request, response),
    );
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Opens the rooms and listens. @throws Error with one line that says what is wrong. */
  static async start(
    options: LiteOptions,
    console: Console,
    broken: (error: Error) => void,
  ): Promise<LiteServer> {
    const folder = await openDataFolder(options.folder).catch((error: NodeJS.ErrnoException) => {
      throw error.code ? new Error(`DATA_DIR: ${JSON.stringify(options.folder)}: ${error.message}`) : error;
    });
    const rooms = await Rooms.open(folder.path, options.maxRooms, {
      made: (room) => console.made(room),
      stored: (_room, lines) => console.stored(lines),
      repaired: (what) => console.say(what),
      broken,
    });
    const server = new LiteServer(options, console, folder, rooms);
    await server.#listen();
    return server;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get roomCount(): number {
    return this.#rooms.count;
  }

  async say(name: string, text: string): Promise<string> {
    const room = await this.#rooms.find(name);
    if (room === undefined || room.visitors.size === 0) return `Nobody is in ${name}.`;
    room.tell('notice', { level: 'info', text });
    return `told ${room.visitors.size} in ${name}`;
  }

  tell(id: string, text: string): string {
    const [found, ...more] = withId(this.#connections.values(), id);
    if (found === undefined) return `No connection's id begins with ${id}.`;
    if (more.length > 0) return `${more.length + 1} ids begin with ${id}: give more of it.`;
    found.notice(text);
    return `told ${found.nick}(${found.id.slice(0, 4)})`;
  }

  async rooms(): Promise<string> {
    const names = await this.#rooms.names();
    const lines = names.map(
      async (name) => `${name}  ${(await this.#rooms.find(name))?.visitors.size ?? 0} here`,
    );
    return (await Promise.all(lines)).join('\n') || 'There is no room yet.';
  }

  async who(name: string): Promise<string> {
    const room = await this.#rooms.find(name);
    const people = [...(room?.visitors ?? [])].map(({ id, nick }) => `${nick}  ${id}`);
    return people.join('\n') || `Nobody is in ${name}.`;
  }

  /** Stops taking connections, tells what was taken, says goodbye, and lets go of the folder. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#http.close();
    this.#http.closeIdleConnections();
    this.#heartbeat.stop();
    await this.#rooms.stop();
    for (const connection of this.#connections.values()) {
      connection.close(CLOSE.shuttingDown, Math.floor(Math.random() * RETURN));
    }
    if (this.#connections.size > 0) await this.#farewell();
    this.#http.closeAllConnections();
    this.#folder.release();
  }

  #farewell(): Promise<void> {
    return new Promise((resolve) => {
      const late = setTimeout(resolve, FAREWELL);
      this.#gone = () => {
        if (this.#connections.size > 0) return;
        clearTimeout(late);
        resolve();
      };
    });
  }

  #listen(): Promise<void> {
    const { port, host } = this.#options;
    return new Promise((resolve, reject) => {
      this.#http.once('error', (error: NodeJS.ErrnoException) => {
        const taken = error.code === 'EADDRINUSE';
        reject(
          new Error(taken ? `PORT: ${port} is taken by another program` : `PORT: ${port}: ${error.message}`),
        );
      });
      this.#http.listen({ port, host, backlog: 4_096 }, () => resolve());
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url?.split('?')[0] ?? '/';
    const isHealth = ['/livez', '/readyz', '/healthz'].includes(path);
    const status = isHealth ? (this.#stopping ? 503 : 200) : 426;
    const headers = { 'content-type': 'application/json', ...(status === 426 && { upgrade: 'websocket' }) };
    const said = isHealth
      ? { status: this.#stopping ? 'stopping' : 'ok' }
      : { detail: 'This is a WebSocket server.' };
    response.writeHead(status, headers).end(JSON.stringify(said));
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    try {
      const guest = await this.#door.admit(request, socket, head);
      if (guest !== undefined) this.#welcome(guest);
    } catch (error) {
      socket.destroy();
      this.#bug(error);
    }
  }

  #welcome({ webSocket, room, entrance }: Guest): void {
    const connection = new Connection({
      id: this.#newId(),
      webSocket,
      room,
      entrance,
      epoch: this.#folder.epoch,
      server: `parlor ${VERSION}`,
      bug: this.#bug,
    });
    this.#connections.set(connection.id, connection);
    this.#heartbeat.add(connection);
    webSocket.onClose = (code) => {
      this.#heartbeat.remove(connection);
      this.#connections.delete(connection.id);
      connection.ended(code === 1000 || code === 1001);
      this.#console.disconnected(connection, code);
      this.#gone();
    };
    this.#console.connected(connection);
  }

  #newId(): string {
    const id = randomBytes(6).toString('hex');
    return this.#connections.has(id) ? this.#newId() : id;
  }

  /** Tells the operator of an error that is ours. One function for all connections. */
  readonly #bug = (error: unknown): void => {
    this.#console.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };
}
