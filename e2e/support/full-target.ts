import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDatabase } from './full-database.ts';
import type { RawPeer } from './peer.ts';
import { openSocketIo } from './peer-socketio.ts';
import { openWebSocket, type WebSocketOptions } from './peer-websocket.ts';
import { ServerProcess } from './server-process.ts';
import type { Binding, Entered, Entering, Person, Target } from './target.ts';

/** The full server's built entry. */
export const FULL_ENTRY = 'apps/server/dist/server.js';

const SETUP_CODE = 'SUIT-CODE';
const PASSWORD = 'correct horse battery staple';

interface SignedIn {
  readonly user: { readonly id: string; readonly handle: string };
  readonly accessToken: string;
}

interface Store {
  readonly url: string | undefined;
  readonly drop: () => Promise<void>;
}

/** The full server as a target: set up, and people registered, through REST. */
export class FullTarget implements Target {
  readonly edition = 'full';
  readonly bindings = ['websocket', 'socketio'] as const;
  readonly process: ServerProcess;
  readonly #folder: string;
  readonly #store: Store;
  readonly #people = new Map<string, Promise<Person>>();

  private constructor(folder: string, store: Store, process: ServerProcess) {
    this.#folder = folder;
    this.#store = store;
    this.process = process;
  }

  /** Starts on SQLite, or on a new database of the PostgreSQL that `PARLOR_POSTGRES` names. */
  static async start(environment: NodeJS.ProcessEnv = {}): Promise<FullTarget> {
    const folder = await mkdtemp(join(tmpdir(), 'parlor-full-'));
    const store = await makeDatabase(process.env.PARLOR_POSTGRES);
    const server = await ServerProcess.start(FULL_ENTRY, {
      DATA_DIR: folder,
      SETUP_CODE,
      REGISTRATION: 'open',
      RATE_LIMITS: 'off',
      ...(store.url && { DATABASE_URL: store.url }),
      ...environment,
    });
    const target = new FullTarget(folder, store, server);
    target.#people.set('admin', target.#setUp());
    await target.person('admin');
    return target;
  }

  get url(): string {
    return this.process.url;
  }

  get output(): string {
    return this.process.output;
  }

  type(line: string): void {
    this.process.type(line);
  }

  person(name: string): Promise<Person> {
    const known = this.#people.get(name) ?? this.#register(name);
    this.#people.set(name, known);
    return known;
  }

  async room(): Promise<string> {
    const slug = `room-${randomBytes(5).toString('hex')}`;
    const made = await this.rest<{ id: string }>('POST', '/rooms', { slug, name: slug, access: 'open' });
    return made.id;
  }

  async enter(binding: Binding, person: Person, room: string, how: Entering = {}): Promise<Entered> {
    const peer =
      binding === 'websocket'
        ? await this.open('', { headers: { authorization: `Bearer ${person.token}` } })
        : await openSocketIo(this.url, { token: person.token ?? '' });
    return { peer, entered: await peer.ask('room.enter', { room, ...how }) };
  }

  open(query: string, options?: WebSocketOptions): Promise<RawPeer> {
    return openWebSocket(`${this.url}/ws${query}`, options);
  }

  async restart(signal: NodeJS.Signals): Promise<void> {
    await this.process.stop(signal);
    await this.process.start();
  }

  stop(signal?: NodeJS.Signals): Promise<number | null> {
    return this.process.stop(signal);
  }

  async remove(): Promise<void> {
    await this.process.stop('SIGKILL');
    await this.#store.drop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Asks the REST API under `/api/v1`, as the admin or as `as`; throws unless the answer is 2xx. */
  async rest<Answer>(method: string, path: string, body?: object, as?: Person): Promise<Answer> {
    const person = as ?? (await this.person('admin'));
    return this.#request(method, path, body, { authorization: `Bearer ${person.token}` });
  }

  async #setUp(): Promise<Person> {
    return this.#signedIn('/setup', { code: SETUP_CODE, handle: 'admin', password: PASSWORD });
  }

  #register(handle: string): Promise<Person> {
    return this.#signedIn('/auth/register', { handle, password: PASSWORD });
  }

  async #signedIn(path: string, body: object): Promise<Person> {
    const { user, accessToken } = await this.#request<SignedIn>('POST', path, body, {});
    return { handle: user.handle, id: user.id, token: accessToken };
  }

  async #request<Answer>(
    method: string,
    path: string,
    body: object | undefined,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }
}
