import { setImmediate as turn } from 'node:timers/promises';
import { type CommandReply, type Message, Problem } from '@parlor/protocol';
import type { Actor } from '../../apps/server/src/accounts/actor.ts';
import { type CommandServices, createCommands } from '../../apps/server/src/commands.ts';
import { CountersService } from '../../apps/server/src/presence/counters.service.ts';
import { EnteringService } from '../../apps/server/src/presence/entering.service.ts';
import { LeavingService } from '../../apps/server/src/presence/leaving.service.ts';
import { LiveRoomEvents } from '../../apps/server/src/presence/live-room-events.ts';
import { PresenceService } from '../../apps/server/src/presence/presence.service.ts';
import { Visits } from '../../apps/server/src/presence/visits.ts';
import { Connection } from '../../apps/server/src/realtime/connection.ts';
import { Connections } from '../../apps/server/src/realtime/connections.ts';
import { Dispatcher } from '../../apps/server/src/realtime/dispatcher.ts';
import type { LogEntry } from '../../apps/server/src/realtime/encoded.ts';
import { Flusher } from '../../apps/server/src/realtime/flusher.ts';
import { Hub } from '../../apps/server/src/realtime/hub.ts';
import { MemoryBroker } from '../../apps/server/src/realtime/memory.broker.ts';
import type { Membership } from '../../apps/server/src/rooms/membership.ts';
import { FakeTransport } from './fake-transport.ts';

/** What the store is asked; a test can hold an answer back after it was read. */
export type Reading = 'enter' | 'access' | 'head' | 'before' | 'changes' | 'belonging' | 'mine';

/** A room as its store has it. */
class SceneRoom {
  readonly id: string;
  readonly slug: string;
  /** Each subject's newest entry. */
  readonly rows = new Map<number, LogEntry>();
  readonly members = new Set<string>();
  seq = 0;
  accessVersion = 1;

  constructor(slug: string) {
    this.slug = slug;
    this.id = `id-of-${slug}`;
  }

  get head() {
    return { seq: this.seq, count: this.rows.size, accessVersion: this.accessVersion };
  }
}

/** A client: what it was told, and how to ask for more. */
export class SceneClient {
  readonly userId: string;
  readonly transport = new FakeTransport();
  readonly connection: Connection<Actor>;
  readonly #dispatch: (type: string, data: object, re: string) => void;
  #sent = 0;

  constructor(userId: string, scene: LiveScene) {
    this.userId = userId;
    const { flusher } = scene;
    this.connection = new Connection<Actor>(userId, this.transport, { flusher, limited: 'off' });
    this.#dispatch = (type, data, re) =>
      scene.dispatcher.dispatch(this.connection, { type, id: undefined, data }, this.transport.respond(re));
  }

  /** Sends a command and answers with its id. */
  send(type: string, data: object): string {
    this.#sent += 1;
    const re = `c${this.#sent}`;
    this.#dispatch(type, data, re);
    return re;
  }

  /** The answer to a command, once it has come. */
  answer(re: string) {
    return this.transport.frames.find((frame) => frame.re === re);
  }

  /** What follows the answer to a command. */
  after(re: string) {
    return this.transport.frames.slice(this.transport.frames.findIndex((frame) => frame.re === re) + 1);
  }
}

/** The live side over a store in memory, whose readings a test can hold back one by one. */
export class LiveScene {
  readonly rooms = new Map<string, SceneRoom>();
  readonly broker = new MemoryBroker();
  readonly flusher = new Flusher();
  readonly connections = new Connections<Actor>();
  readonly visits = new Visits();
  readonly hub: Hub;
  readonly presence: PresenceService;
  readonly counters: CountersService;
  readonly leaving: LeavingService;
  readonly roomEvents: LiveRoomEvents;
  readonly dispatcher: Dispatcher<Actor>;
  readonly errors: unknown[] = [];
  /** How many rows a page of changes has. */
  pageSize = 3;
  readonly #gates = new Map<Reading, (() => void)[]>();
  readonly #isHeld = new Set<Reading>();

  constructor() {
    const { broker, flusher, visits, connections } = this;
    const source = {
      head: (id: string) => this.read('head', () => this.room(id).head),
      changesAfter: (id: string, seq: number) => this.#changes(id, seq),
      belonging: (id: string, userIds: readonly string[]) =>
        this.read('belonging', () => {
          const { accessVersion, members } = this.room(id);
          return { accessVersion, users: new Set(userIds.filter((userId) => members.has(userId))) };
        }),
    };
    this.hub = new Hub({ broker, flusher, source, pause: async () => void (await turn()) });
    const { hub } = this;
    this.presence = new PresenceService(hub);
    this.counters = new CountersService(visits);
    const { presence, counters } = this;
    this.leaving = new LeavingService({ hub, visits, presence, counters });
    const { leaving } = this;
    this.roomEvents = new LiveRoomEvents({ hub, connections, visits, leaving, counters });
    this.dispatcher = new Dispatcher<Actor>({
      commands: createCommands(this.#services()),
      idOf: (_, room) => visits.idOf(room),
      onError: (error) => {
        this.errors.push(error);
        return new Problem('internal');
      },
    });
  }

  /** A room by id or slug; made when it is not there. */
  room(reference: string): SceneRoom {
    const known = [...this.rooms.values()].find(({ id, slug }) => id === reference || slug === reference);
    if (known !== undefined) return known;
    const room = new SceneRoom(reference);
    this.rooms.set(room.id, room);
    return room;
  }

  /** A client of a member of these rooms. */
  client(userId: string, rooms: readonly string[] = []): SceneClient {
    for (const room of rooms) this.room(room).members.add(userId);
    const client = new SceneClient(userId, this);
    const { connection } = client;
    const author = { id: userId, handle: userId, name: userId, hue: 0, bot: false };
    const actor: Actor = { userId, sessionId: `session of ${userId}`, role: 'user', author };
    this.connections.add(connection);
    connection.identify(actor);
    this.connections.identified(connection, actor);
    connection.onEnd = () => {
      this.connections.remove(connection);
      this.leaving.lost(connection);
    };
    return client;
  }

  /** Commits a change of a subject, or a new one, and tells it unless it is to be lost. */
  commit(
    slug: string,
    { subject, tell = 'now' }: { subject?: number; tell?: 'now' | 'later' } = {},
  ): LogEntry {
    const room = this.room(slug);
    room.seq += 1;
    const { id: topic, seq, accessVersion } = room;
    const of = subject ?? seq;
    const entry: LogEntry = {
      topic,
      seq,
      accessVersion,
      subject: of,
      type: of === seq ? 'message.created' : 'message.updated',
      typeWhenNew: 'message.created',
      typeWhenKnown: 'message.updated',
      at: '2026-01-01T00:00:00.000Z',
      data: JSON.stringify({ seq: of, version: seq, reactions: [] }),
    };
    room.rows.set(of, entry);
    if (tell === 'now') this.broker.publish({ kind: 'entry', entry });
    return entry;
  }

  /** Commits a removal; the answer tells the live side of it. */
  remove(slug: string, userId: string): () => Promise<void> {
    const room = this.room(slug);
    room.members.delete(userId);
    room.accessVersion += 1;
    const { accessVersion } = room;
    return () => this.roomEvents.removed(room.id, userId, accessVersion, 'kicked');
  }

  /** From now on this is read but its answer held back. */
  hold(reading: Reading): void {
    this.#isHeld.add(reading);
  }

  /** How many answers are held back. */
  held(reading: Reading): number {
    return this.#gates.get(reading)?.length ?? 0;
  }

  /** Lets what is held back go, and holds nothing more of it. */
  async release(reading: Reading): Promise<void> {
    this.#isHeld.delete(reading);
    for (const open of this.#gates.get(reading)?.splice(0) ?? []) open();
    await this.settle();
  }

  /** Enough turns for everything that is not held back. */
  async settle(): Promise<void> {
    for (let index = 0; index < 30; index += 1) await turn();
    while ([...this.rooms.keys()].some((id) => this.hub.topic(id)?.isDirty === true)) await turn();
    await turn();
  }

  /** Reads now, answers when it may. */
  async read<Result>(reading: Reading, look: () => Result): Promise<Result> {
    const result = look();
    await turn();
    if (this.#isHeld.has(reading)) {
      const gates = this.#gates.get(reading) ?? [];
      this.#gates.set(reading, gates);
      await new Promise<void>((resolve) => gates.push(resolve));
    }
    return result;
  }

  #services(): CommandServices {
    const { hub, visits, presence, leaving } = this;
    const history = {
      before: (membership: Membership, limit: number) => this.#before(membership, limit),
      changes: (id: string, after: number) => this.#changes(id, after),
      head: (id: string) => this.read('head', () => this.room(id).head),
      mine: () => this.read('mine', () => ({})),
    } as never;
    const rooms = {
      enter: (actor: Actor, room: string) => this.#membership('enter', actor, room),
      access: (actor: Actor, room: string) => this.#membership('access', actor, room),
      resolve: async (_actor: Actor, room: string) => this.room(room).id,
    } as never;
    const entering = new EnteringService({ rooms, history, hub, leaving, visits, presence, epoch: 'e' });
    const absent = undefined as never;
    return {
      gateway: absent,
      messages: absent,
      typing: absent,
      rooms,
      history,
      entering,
      leaving,
      visits,
      presence,
    };
  }

  #membership(reading: 'enter' | 'access', { userId }: Actor, reference: string): Promise<Membership> {
    return this.read(reading, () => {
      const { id, slug, accessVersion, members } = this.room(reference);
      if (!members.has(userId)) throw new Problem('forbidden');
      return { roomId: id, userId, slug, role: 'member', accessVersion, slowMode: 0, locked: false };
    });
  }

  #before({ roomId }: Membership, limit: number) {
    return this.read('before', () => {
      const { head, rows } = this.room(roomId);
      const all = [...rows.values()].sort((a, b) => a.subject - b.subject);
      const messages = all.slice(-limit).map(({ data }) => JSON.parse(data) as Message);
      return {
        head,
        messages,
        more: all.length > limit,
        mine: {} satisfies CommandReply['history.list']['mine'],
      };
    });
  }

  #changes(roomId: string, after: number) {
    return this.read('changes', () => {
      const { head, rows, accessVersion } = this.room(roomId);
      const changed = [...rows.values()].filter(({ seq }) => seq > after).sort((a, b) => a.seq - b.seq);
      const entries = changed.slice(0, this.pageSize).map((entry) => ({ ...entry, accessVersion }));
      const more = changed.length > entries.length;
      return { head, entries, more, upTo: more ? (entries.at(-1)?.seq ?? after) : Math.max(head.seq, after) };
    });
  }
}
