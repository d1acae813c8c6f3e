import { encodeEvent } from '../realtime/encoded.ts';
import { Pacer } from '../realtime/pacer.ts';
import type { ActorConnection } from './visit.ts';
import type { Visits } from './visits.ts';

/** Counters are told at most this often a room, in milliseconds. */
const TELL_EVERY_MS = 1_000;

interface Counters {
  readonly lastSeq: number;
  readonly count: number;
}

/** Tells connected members how far the rooms have come that they do not have open: numbers, never content. */
export class CountersService {
  readonly #watchers = new Map<string, Set<ActorConnection>>();
  readonly #rooms = new WeakMap<ActorConnection, Set<string>>();
  readonly #counters = new Map<string, Counters>();
  /** Rooms that a connection was told to forget while its rooms are being read. */
  readonly #leftWhileRead = new WeakMap<ActorConnection, Set<string>>();
  readonly #visits: Visits;
  readonly #pacer = new Pacer(TELL_EVERY_MS, (roomId) => this.#tell(roomId));

  constructor(visits: Visits) {
    this.#visits = visits;
  }

  /** Tells this connection about the rooms that are being read, less those it is told to forget meanwhile. */
  async watchRead(connection: ActorConnection, reading: Promise<Iterable<string>>): Promise<void> {
    const left = new Set<string>();
    this.#leftWhileRead.set(connection, left);
    try {
      const roomIds = [...(await reading)];
      this.watch(
        connection,
        roomIds.filter((roomId) => !left.has(roomId)),
      );
    } finally {
      this.#leftWhileRead.delete(connection);
    }
  }

  /** Tells this connection about these rooms from now on. */
  watch(connection: ActorConnection, roomIds: Iterable<string>): void {
    if (connection.isClosed) return;
    const rooms = this.#rooms.get(connection) ?? new Set<string>();
    this.#rooms.set(connection, rooms);
    for (const roomId of roomIds) {
      rooms.add(roomId);
      const watchers = this.#watchers.get(roomId) ?? new Set<ActorConnection>();
      this.#watchers.set(roomId, watchers.add(connection));
    }
  }

  /** Tells this connection about one room no longer. */
  unwatch(connection: ActorConnection, roomId: string): void {
    this.#leftWhileRead.get(connection)?.add(roomId);
    this.#rooms.get(connection)?.delete(roomId);
    const watchers = this.#watchers.get(roomId);
    watchers?.delete(connection);
    if (watchers?.size !== 0) return;
    this.#watchers.delete(roomId);
    this.#counters.delete(roomId);
  }

  /** Forgets a connection that is over. */
  forget(connection: ActorConnection): void {
    for (const roomId of [...(this.#rooms.get(connection) ?? [])]) this.unwatch(connection, roomId);
  }

  /** Notes where a room's log stands after a change; `nth` is the place of a message that it added. */
  moved(roomId: string, lastSeq: number, nth?: number): void {
    if (!this.#watchers.has(roomId)) return;
    const count = nth ?? this.#counters.get(roomId)?.count;
    // An edit in a room whose count is not known yet changes no badge: the next message tells it all.
    if (count === undefined) return;
    this.#counters.set(roomId, { lastSeq, count });
    this.#pacer.touch(roomId);
  }

  #tell(roomId: string): void {
    const counters = this.#counters.get(roomId);
    if (counters === undefined) return;
    const event = encodeEvent('room.counters', counters, roomId);
    for (const connection of this.#watchers.get(roomId) ?? []) {
      if (this.#visits.find(connection, roomId) === undefined) connection.event(event);
    }
  }
}
