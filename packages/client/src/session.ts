import {
  type Author,
  type CommandReply,
  type CommandType,
  type Event,
  type Goodbye,
  isReply,
  mayReconnect,
  Problem,
  type ProblemBody,
  type Reply,
  type Welcome,
} from '@parlor/protocol';
import { reconnectDelay } from './backoff.ts';
import { Calls } from './calls.ts';
import { type Cancel, type Clock, systemClock } from './clock.ts';
import { Listeners } from './listeners.ts';
import type { ClosedReason, GetToken, SessionOptions, SessionState } from './session-state.ts';
import type { Closed, Connection, Transport } from './transport.ts';
import { Watchdog } from './watchdog.ts';

/** How long connecting may take, sign-in included, in milliseconds. */
const CONNECTING = 15_000;
/** A connection that lasted this long was a good one: the next reconnect starts again with short delays. */
const GOOD = 5_000;
const CLOSED_BY: Readonly<Record<number, ClosedReason>> = {
  4101: 'signed-out',
  4102: 'suspended',
  4103: 'too-old',
};
const BAD_TOKEN = 4100;

/**
 * The life of one client's connection: connects, signs in, reconnects, and answers commands with promises.
 * It knows no room; what happens in one reaches the listeners of `onEvent`.
 */
export class Session {
  readonly clock: Clock;
  readonly #transport: Transport;
  readonly #getToken: GetToken | undefined;
  readonly #states = new Listeners<[SessionState]>();
  readonly #events = new Listeners<[Event]>();
  readonly #calls = new Calls();
  readonly #watchdog: Watchdog;
  #state: SessionState = { name: 'closed', reason: 'asked' };
  #connection: Connection | undefined;
  /** Raised with every connection, so that what belongs to an earlier one is known and dropped. */
  #life = 0;
  #goodbye: Goodbye | undefined;
  #tokenRefused = false;
  #failures = 0;
  #since = 0;
  #timer: Cancel = () => {};

  constructor({ transport, getToken, clock = systemClock }: SessionOptions) {
    this.clock = clock;
    this.#transport = transport;
    this.#getToken = getToken;
    this.#watchdog = new Watchdog(clock, {
      ask: () => void this.command('ping', {}).catch(() => {}),
      dead: () => this.#drop({ code: 1006, reason: 'no sign of life' }),
    });
  }

  /** Where the session stands now. */
  get state(): SessionState {
    return this.#state;
  }

  /** Tells every change of `state`. Returns a function that ends it. */
  onState(listener: (state: SessionState) => void): () => void {
    return this.#states.add(listener);
  }

  /** Tells every event, in order, the welcome and the goodbye included. Returns a function that ends it. */
  onEvent(listener: (event: Event) => void): () => void {
    return this.#events.add(listener);
  }

  /** Connects, and stays connected until `close` or a stop by the server. */
  start(): void {
    if (this.#state.name !== 'closed') return;
    this.#failures = 0;
    this.#tokenRefused = false;
    this.#connect();
  }

  /** Ends the session; what waits for an answer fails with `Disconnected`. */
  close(): void {
    this.#end({ name: 'closed', reason: 'asked' });
  }

  /** Connects now instead of at the end of the wait: someone asked, or the network is back. */
  retryNow(): void {
    if (this.#state.name !== 'offline') return;
    this.#timer();
    this.#connect();
  }

  /** Asks for a sign of life at once: after the machine slept, a dead connection still looks alive. */
  checkAlive(): void {
    if (this.#state.name === 'connected' && this.#transport.heartbeat === 'session') this.#watchdog.check();
  }

  /**
   * Sends a command and waits for its reply.
   * @throws Problem when the server refuses it; Disconnected when there is no connection, or it ends first.
   */
  command<Type extends CommandType>(type: Type, data: object): Promise<CommandReply[Type]> {
    const connection = this.#state.name === 'connected' ? this.#connection : undefined;
    return this.#calls.make(connection, type, data) as Promise<CommandReply[Type]>;
  }

  #connect(): void {
    const life = ++this.#life;
    this.#goodbye = undefined;
    this.#enter({ name: 'connecting', attempt: this.#failures });
    this.#timer = this.clock.after(CONNECTING, () => this.#drop({ code: 1006, reason: 'timed out' }));
    this.#open(life).catch(() => {
      if (life === this.#life) this.#lost({ code: 1006, reason: 'no token to be had' });
    });
  }

  async #open(life: number): Promise<void> {
    const token = await this.#getToken?.({ refresh: this.#tokenRefused });
    if (life !== this.#life) return;
    if (token === null) return void this.#end({ name: 'closed', reason: 'signed-out' });
    this.#connection = this.#transport.connect(
      {
        frame: (frame) => {
          if (life === this.#life) this.#frame(frame, token);
        },
        closed: (how) => {
          if (life === this.#life) this.#lost(how);
        },
      },
      token,
    );
  }

  #frame(frame: Event | Reply, token: string | undefined): void {
    this.#watchdog.heard();
    if (isReply(frame)) return void this.#calls.answer(frame);
    if (frame.type === 'session.welcome') this.#welcome(frame as Event<'session.welcome'>, token);
    if (frame.type === 'session.goodbye') this.#goodbye = frame.data as Goodbye;
    this.#events.tell(frame);
  }

  #welcome({ data }: Event<'session.welcome'>, token: string | undefined): void {
    if (this.#transport.signIn === 'handshake' || token === undefined)
      return void this.#connected(data, data.user);
    const life = this.#life;
    this.#calls.make(this.#connection, 'session.hello', { token }).then(
      (reply) => {
        if (life === this.#life) this.#connected(data, (reply as { user: Author }).user);
      },
      (failure: unknown) => {
        const problem = failure instanceof Problem ? failure.toJSON() : undefined;
        if (life === this.#life)
          this.#drop({ code: 1006, reason: 'hello refused', ...(problem && { problem }) });
      },
    );
  }

  #connected(welcome: Welcome, user: Author | null): void {
    this.#timer();
    this.#tokenRefused = false;
    this.#since = this.clock.now();
    if (this.#transport.heartbeat === 'session') this.#watchdog.start();
    this.#enter({ name: 'connected', welcome, user });
  }

  /** Gives up the connection from this side. */
  #drop(how: Closed): void {
    const connection = this.#connection;
    this.#lost(how);
    connection?.close();
  }

  #lost(how: Closed): void {
    const wasGood = this.#state.name === 'connected' && this.clock.now() - this.#since >= GOOD;
    const goodbye = this.#goodbye;
    this.#release();
    if (wasGood) this.#failures = 0;
    const code = goodbye?.code ?? how.code;
    if (isTokenRefusal(code, how.problem)) return void this.#refused(how);
    if (goodbye ? !goodbye.reconnect : !mayReconnect(code)) {
      return void this.#end({ name: 'closed', reason: CLOSED_BY[code] ?? 'refused' });
    }
    const delay = Math.max(goodbye?.afterMs ?? 0, (how.problem?.retryAfter ?? 0) * 1_000);
    this.#wait(delay + reconnectDelay(this.#failures++, this.clock), code, goodbye?.reason ?? how.reason);
  }

  /** A token was not taken: one fresh one is tried, at once. A second refusal in a row is the end of the sign-in. */
  #refused(how: Closed): void {
    if (this.#tokenRefused || this.#getToken === undefined) {
      return void this.#end({ name: 'closed', reason: how.problem ? 'signed-out' : 'refused' });
    }
    this.#tokenRefused = true;
    this.#connect();
  }

  #wait(ms: number, code: number, reason: string): void {
    const retryAt = this.clock.now() + ms;
    this.#timer = this.clock.after(ms, () => this.#connect());
    this.#enter({ name: 'offline', attempt: this.#failures, retryAt, code, reason });
  }

  #end(state: SessionState): void {
    const connection = this.#connection;
    this.#release();
    connection?.close();
    this.#enter(state);
  }

  /** Lets go of the connection: nothing it still says is heard, and nobody waits for its answers. */
  #release(): void {
    this.#life++;
    this.#timer();
    this.#watchdog.stop();
    this.#connection = undefined;
    this.#calls.fail();
  }

  #enter(state: SessionState): void {
    this.#state = state;
    this.#states.tell(state);
  }
}

function isTokenRefusal(code: number, problem: ProblemBody | undefined): boolean {
  return code === BAD_TOKEN || problem?.status === 401;
}
