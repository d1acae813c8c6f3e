import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnteredRoom } from '@parlor/protocol';
import type { RawPeer } from './peer.ts';
import { openWebSocket, type WebSocketOptions } from './peer-websocket.ts';
import { ServerProcess } from './server-process.ts';
import {
  type Binding,
  type Entered,
  type Entering,
  enteringQuery,
  type Person,
  type Target,
} from './target.ts';

/** The lite server's committed single file, as people start it. */
export const LITE_ENTRY = 'apps/lite/server.js';

/** The lite server as a target: rooms are made by entering, people are names. */
export class LiteTarget implements Target {
  readonly edition = 'lite';
  readonly bindings = ['websocket'] as const;
  readonly folder: string;
  readonly process: ServerProcess;
  readonly #people = new Map<string, Person>();

  private constructor(folder: string, process: ServerProcess) {
    this.folder = folder;
    this.process = process;
  }

  static async start(environment: NodeJS.ProcessEnv = {}): Promise<LiteTarget> {
    const folder = await mkdtemp(join(tmpdir(), 'parlor-lite-'));
    const server = await ServerProcess.start(LITE_ENTRY, { DATA_DIR: folder, ...environment });
    return new LiteTarget(folder, server);
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

  async person(name: string): Promise<Person> {
    const known = this.#people.get(name) ?? { handle: name, client: `${name}-${randomUUID()}` };
    this.#people.set(name, known);
    return known;
  }

  async room(): Promise<string> {
    return `room-${randomUUID().slice(0, 13)}`;
  }

  async enter(_binding: Binding, person: Person, room: string, how: Entering = {}): Promise<Entered> {
    const peer = await this.open(
      enteringQuery(room, how, { nick: person.handle, client: person.client ?? randomUUID() }),
    );
    const reply = await peer.reply('room');
    if (!reply.ok) throw new Error(`entering ${room} was refused: ${JSON.stringify(reply.problem)}`);
    return { peer, entered: reply.data as EnteredRoom };
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
    await rm(this.folder, { recursive: true, force: true });
  }
}
