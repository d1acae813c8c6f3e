import { ftruncate } from 'node:fs';
import { promisify } from 'node:util';
import { readAt, SyncFailed, writeAll } from './disk.ts';
import type { GroupSync } from './group-sync.ts';
import { seqAt } from './line.ts';
import { LONGEST_LINE } from './message.ts';
import type { OpenFiles } from './open-files.ts';

const truncate = promisify(ftruncate);

/** Enough bytes from anywhere in the log to hold a line's begin and its number. */
const PROBE = LONGEST_LINE + 4_096;

/** What all rooms' logs share. */
export interface LogDisk {
  readonly files: OpenFiles;
  readonly syncing: GroupSync;
}

/** A room's log on disk: the bytes, where they end, and which numbers they hold. */
export class RoomLog {
  readonly path: string;
  readonly #disk: LogDisk;
  /** Where the messages begin, behind the header. */
  readonly start: number;
  #end: number;
  #seq: number;

  constructor(disk: LogDisk, path: string, place: { start: number; end: number; seq: number }) {
    this.#disk = disk;
    this.path = path;
    this.start = place.start;
    this.#end = place.end;
    this.#seq = place.seq;
  }

  /** The number of the last message on disk. */
  get seq(): number {
    return this.#seq;
  }

  /** Where what is synced ends. */
  get end(): number {
    return this.#end;
  }

  /** Appends whole lines up to the number `seq`, and syncs. On a failed write the log is as it was. */
  async append(lines: Buffer, seq: number): Promise<void> {
    await this.#disk.files.use(this.path, async (fd) => {
      try {
        await writeAll(fd, lines);
      } catch (error) {
        await truncate(fd, this.#end).catch((cause) => {
          throw new SyncFailed(`${this.path}: cannot be cut back`, { cause });
        });
        throw error;
      }
    });
    await this.#disk.syncing.sync({ path: this.path, at: this.#end, bytes: lines });
    this.#end += lines.length;
    this.#seq = seq;
  }

  /** Reads up to `length` bytes of what is synced. */
  async read(position: number, length: number): Promise<Buffer> {
    const target = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.#end - position)));
    if (target.length === 0) return target;
    const taken = await this.#disk.files.use(this.path, (fd) => readAt(fd, target, position));
    return target.subarray(0, taken);
  }

  /** Where the line of this number begins: a binary search over the bytes, so that no index is held. */
  async offsetOf(seq: number): Promise<number> {
    if (seq <= 1) return this.start;
    if (seq > this.#seq) return this.#end;
    let low = this.start;
    let high = this.#end;
    while (high - low > PROBE) {
      const middle = Math.floor((low + high) / 2);
      const found = lineIn(await this.read(middle, PROBE), false);
      if (found === undefined) throw new Error(`${this.path}: no line after byte ${middle}`);
      if (found.seq <= seq) low = middle + found.at;
      else high = middle;
    }
    return low + (await this.#scan(low, high, seq));
  }

  /** The distance from the line at `low` to the line of `seq`, which begins before `high` or there. */
  async #scan(low: number, high: number, seq: number): Promise<number> {
    const bytes = await this.read(low, high - low + PROBE);
    for (let at = 0; at < bytes.length; at = bytes.indexOf(0x0a, at) + 1) {
      if (seqAt(bytes, at) === seq) return at;
      if (bytes.indexOf(0x0a, at) < 0) break;
    }
    throw new Error(`${this.path}: no line has the number ${seq}`);
  }
}

/** The first line of which the bytes hold the begin. */
export function lineIn(bytes: Buffer, atStart: boolean): { at: number; seq: number } | undefined {
  const at = atStart ? 0 : bytes.indexOf(0x0a) + 1;
  if (at === 0 && !atStart) return undefined;
  const seq = seqAt(bytes, at);
  return seq === undefined ? undefined : { at, seq };
}
