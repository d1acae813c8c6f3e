import { randomBytes } from 'node:crypto';
import { type Author, CLOSE, LIMITS, PROTOCOL_VERSION, Problem, type Welcome } from '@parlor/protocol';
import { Connection, type Identity } from './connection.ts';
import type { Connections } from './connections.ts';
import type { Dispatcher } from './dispatcher.ts';
import { encodeEvent } from './encoded.ts';
import type { Flusher } from './flusher.ts';
import { NO_ROOM } from './lanes.ts';
import type { Respond, Transport } from './transports/transport.ts';

/** What the gateway needs to know of accounts: a port, so that realtime knows no table. */
export interface SignIn<Who extends Identity> {
  /** @throws Problem `unauthenticated`, `token_expired` */
  authenticate(token: string): Promise<Who>;
  /** The person as `session.welcome` and `session.hello` show them. */
  author(who: Who): Author;
}

interface GatewayOptions<Who extends Identity> {
  readonly connections: Connections<Who>;
  readonly dispatcher: () => Dispatcher<Who>;
  readonly flusher: Flusher;
  readonly signIn: SignIn<Who>;
  /** Name and version for the welcome. */
  readonly server: string;
  readonly epoch: string;
  readonly limited: 'on' | 'off';
  /** Lets go of what features hold for a connection. */
  readonly onEnd: (connection: Connection<Who>) => void;
  /** Runs once somebody is signed in. */
  readonly onIdentified: (connection: Connection<Who>, who: Who) => void;
}

/** Takes what a transport has opened: welcome, sign-in, commands, the end. Every binding comes through here. */
export class Gateway<Who extends Identity> {
  readonly #options: GatewayOptions<Who>;
  #draining = false;

  constructor(options: GatewayOptions<Who>) {
    this.#options = options;
  }

  /** Whether new connections are refused because the server is going away. */
  get isDraining(): boolean {
    return this.#draining;
  }

  /** @throws Problem `unauthenticated`, `token_expired` */
  authenticate(token: string): Promise<Who> {
    return this.#options.signIn.authenticate(token);
  }

  /** Opens a connection; without `who` it has 10 s for `session.hello`. */
  open(transport: Transport, who?: Who): Connection<Who> {
    const { connections, flusher, limited } = this.#options;
    const id = randomBytes(9).toString('base64url');
    const connection = new Connection<Who>(id, transport, { flusher, limited });
    connections.add(connection);
    connection.event(encodeEvent('session.welcome', this.#welcome(id, who)));
    const deadline = who === undefined ? this.#awaitHello(connection) : undefined;
    connection.onEnd = () => {
      clearTimeout(deadline);
      connections.remove(connection);
      this.#options.onEnd(connection);
    };
    if (who !== undefined) this.#identify(connection, who);
    return connection;
  }

  /** Takes a decoded envelope; `respond` writes the answer as the binding does. */
  receive(connection: Connection<Who>, type: string, data: unknown, respond: Respond): void {
    if (!connection.isClosed)
      this.#options.dispatcher().dispatch(connection, { type, id: undefined, data }, respond);
  }

  /** Answers what was no command at all, in its place among the others. */
  refuse(connection: Connection<Who>, problem: Problem, respond: Respond): void {
    const start = (settle: Respond) => settle({ ok: false, problem: problem.toJSON() });
    connection.run(NO_ROOM, { pipelined: () => true, respond, start });
  }

  /** Signs a connection in by its token. A wrong one is answered, and then the connection is closed. */
  async hello(connection: Connection<Who>, token: string): Promise<{ user: Author }> {
    try {
      const who = await this.authenticate(token);
      // The peer may have gone while the token was looked at: nothing would ever let go of it again.
      if (connection.identity === undefined && !connection.isClosed) this.#identify(connection, who);
      return { user: this.#options.signIn.author(connection.identity ?? who) };
    } catch (error) {
      if (error instanceof Problem) setImmediate(() => connection.close(CLOSE.badToken));
      throw error;
    }
  }

  /** Says goodbye to everybody: each is told to come back at a moment of its own, so that no storm follows. */
  drain(spreadMs: number): void {
    this.#draining = true;
    for (const connection of [...this.#options.connections.all()]) {
      connection.close(CLOSE.shuttingDown, Math.round(Math.random() * spreadMs));
    }
  }

  #identify(connection: Connection<Who>, who: Who): void {
    connection.identify(who);
    this.#options.connections.identified(connection, who);
    this.#options.onIdentified(connection, who);
    // What waits for the sign-in comes after its answer.
    setImmediate(() => connection.onIdentified());
  }

  #awaitHello(connection: Connection<Who>): NodeJS.Timeout {
    return setTimeout(() => {
      if (connection.identity === undefined) connection.close(CLOSE.noHello);
    }, LIMITS.hello);
  }

  #welcome(connection: string, who: Who | undefined): Welcome {
    const { server, epoch, signIn } = this.#options;
    return {
      protocol: PROTOCOL_VERSION,
      server,
      connection,
      epoch,
      user: who === undefined ? null : signIn.author(who),
      heartbeat: LIMITS.heartbeat,
      limits: { frame: LIMITS.frame, body: LIMITS.body },
    };
  }
}
