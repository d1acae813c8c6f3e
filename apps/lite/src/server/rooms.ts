import { type FileHandle, open, readdir } from 'node:fs/promises';
import { Problem } from '@parlor/protocol';
import { CommitLog } from './commit-log.ts';
import { Flusher } from './flusher.ts';
import { GroupSync } from './group-sync.ts';
import { Once } from './once.ts';
import { OpenFiles } from './open-files.ts';
import { keep, Lock } from './password.ts';
import { readTail } from './repair.ts';
import { restoreCommits } from './restore-commits.ts';
import { Room, type RoomEvents } from './room.ts';
import { createLog, type Header, LOG_ENDING, logPath, readHeader } from './room-file.ts';
import { type LogDisk, RoomLog } from './room-log.ts';

/** What the rooms tell of. */
export interface RoomsEvents extends RoomEvents {
  made(room: Room): void;
  repaired(what: string): void;
}

/** Rooms that nobody is in and that stay in memory, ready for the next to come. */
const KEPT = 500;

/** All rooms: in memory the ones in use, the others in their logs. */
export class Rooms {
  readonly #folder: string;
  readonly #most: number;
  readonly #events: RoomsEvents;
  readonly #disk: LogDisk;
  readonly #flusher = new Flusher();
  readonly #rooms = new Map<string, Promise<Room>>();
  #count = 0;

  private constructor(folder: string, most: number, events: RoomsEvents) {
    this.#folder = folder;
    this.#most = most;
    this.#events = events;
    const files = new OpenFiles();
    this.#disk = { files, syncing: new GroupSync(files, new CommitLog(folder)) };
  }

  static async open(folder: string, most: number, events: RoomsEvents): Promise<Rooms> {
    const restored = await restoreCommits(folder);
    if (restored !== undefined) events.repaired(restored);
    const rooms = new Rooms(folder, most, events);
    rooms.#count = (await rooms.#logs()).length;
    return rooms;
  }

  /** How many rooms there are, in memory or not. */
  get count(): number {
    return this.#count;
  }

  /**
   * The room of this name, held; made when it is not there, then locked by the password if there is one.
   * @throws Problem when there are too many rooms already.
   */
  async enter(name: string, password: string | undefined): Promise<Room> {
    const known = this.#rooms.get(name);
    const room = known ?? this.#load(name, password);
    // Last in the map is used last.
    this.#rooms.delete(name);
    this.#rooms.set(name, room);
    try {
      const entered = await room;
      // A room that is let go and loaded again would have two journals: between here and there it is held.
      entered.hold();
      return entered;
    } catch (error) {
      if (this.#rooms.get(name) === room) this.#rooms.delete(name);
      throw error;
    } finally {
      await this.#forget();
    }
  }

  /** The room of this name, if it is in memory. */
  async find(name: string): Promise<Room | undefined> {
    return this.#rooms.get(name)?.catch(() => undefined);
  }

  /** The names of all rooms. One after the other: there may be more logs than files that may be open. */
  async names(): Promise<string[]> {
    const names: string[] = [];
    for (const path of await this.#logs()) {
      const file = await open(path, 'r');
      const found = await readHeader(file).finally(() => file.close());
      if (found !== undefined) names.push(found.header.room);
    }
    return names.sort();
  }

  /** Waits until every room has told what it took, and closes the logs. */
  async stop(): Promise<void> {
    for (const room of this.#rooms.values()) await (await room).stop();
    await this.#disk.syncing.close();
    await this.#disk.files.closeAll();
  }

  async #logs(): Promise<string[]> {
    const names = await readdir(this.#folder);
    return names.filter((name) => name.endsWith(LOG_ENDING)).map((name) => `${this.#folder}/${name}`);
  }

  async #load(name: string, password: string | undefined): Promise<Room> {
    const path = logPath(this.#folder, name);
    const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (file === undefined) return this.#make(name, path, password);
    try {
      return (await this.#read(file, path, name)) ?? (await this.#make(name, path, password));
    } finally {
      await file.close();
    }
  }

  async #read(file: FileHandle, path: string, name: string): Promise<Room | undefined> {
    const found = await readHeader(file);
    if (found === undefined) return undefined;
    const { header, length } = found;
    const { end, seq, once, repaired } = await readTail(file, path, length);
    if (repaired !== undefined) this.#events.repaired(repaired);
    const log = new RoomLog(this.#disk, path, { start: length, end, seq });
    const lock = header.password === null ? undefined : new Lock(header.password);
    return new Room({ name, log, once, lock }, this.#flusher, this.#events);
  }

  async #make(name: string, path: string, password: string | undefined): Promise<Room> {
    if (this.#count >= this.#most) {
      throw new Problem('forbidden', { detail: `This server has all of its ${this.#most} rooms.` });
    }
    this.#count += 1;
    const kept = password === undefined ? null : await keep(password);
    const header: Header = { room: name, password: kept, madeAt: new Date().toISOString() };
    const start = await createLog(path, header).catch((cause: unknown) => {
      this.#count -= 1;
      throw new Problem('unavailable', { detail: `The room could not be made: ${String(cause)}` });
    });
    const log = new RoomLog(this.#disk, path, { start, end: start, seq: 0 });
    const lock = kept === null ? undefined : new Lock(kept);
    const room = new Room({ name, log, once: new Once(), lock }, this.#flusher, this.#events);
    this.#events.made(room);
    return room;
  }

  /** Lets go of the rooms that nobody is in and that were used longest ago. */
  async #forget(): Promise<void> {
    let surplus = this.#rooms.size - KEPT;
    if (surplus <= 0) return;
    for (const [name, loading] of this.#rooms) {
      if (surplus <= 0) return;
      surplus -= 1;
      const room = await loading.catch(() => undefined);
      if (room === undefined || !room.isIdle || this.#rooms.get(name) !== loading) continue;
      this.#rooms.delete(name);
      await room.stop();
    }
  }
}
