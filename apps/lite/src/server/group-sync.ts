import type { CommitLog, Piece } from './commit-log.ts';
import { SyncFailed, sync } from './disk.ts';
import type { OpenFiles } from './open-files.ts';

interface Waiting {
  readonly piece: Piece;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Up to so many bytes a room are written twice; syncing the room's own log costs less than that for more. */
const SMALL = 65_536;

/**
 * Makes what the rooms have written outlast a power cut: all that waits is put into the commit log with one sync, while
 * the next gather. That costs less than a sync of one room's own log, which grows; only much at once is synced there.
 */
export class GroupSync {
  readonly #files: OpenFiles;
  readonly #log: CommitLog;
  #waiting: Waiting[] = [];
  #isBusy = false;

  constructor(files: OpenFiles, log: CommitLog) {
    this.#files = files;
    this.#log = log;
  }

  /** Resolves when the bytes, which stand in the room's log, are safe. @throws SyncFailed */
  sync(piece: Piece): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ piece, resolve, reject });
      if (this.#isBusy) return;
      this.#isBusy = true;
      // The other rooms' batches of this turn come too.
      setImmediate(() => this.#run());
    });
  }

  /** Syncs the rooms' logs and removes the commit log; nothing may wait. */
  async close(): Promise<void> {
    await this.#syncRooms();
    await this.#log.remove();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#settle(group);
    }
    this.#isBusy = false;
  }

  async #settle(group: readonly Waiting[]): Promise<void> {
    try {
      const large = group.filter(({ piece }) => piece.bytes.length > SMALL);
      const small = group.filter(({ piece }) => piece.bytes.length <= SMALL);
      const alone = small.length > 0 && (await this.#append(small)) ? large : group;
      await Promise.all(alone.map(({ piece }) => this.#syncRoom(piece.path)));
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  /** Answers false when the commit log cannot be written, such as on a full disk. */
  async #append(group: readonly Waiting[]): Promise<boolean> {
    try {
      await this.#log.append(group.map(({ piece }) => piece));
    } catch (error) {
      if (error instanceof SyncFailed) throw error;
      return false;
    }
    if (this.#log.isLong) {
      await this.#syncRooms();
      this.#log.restart();
    }
    return true;
  }

  async #syncRooms(): Promise<void> {
    for (const path of this.#log.rooms) await this.#syncRoom(path);
  }

  #syncRoom(path: string): Promise<void> {
    return this.#files.use(path, (fd) => sync(fd, path));
  }
}
