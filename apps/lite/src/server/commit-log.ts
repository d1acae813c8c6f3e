import { createHash, randomUUID } from 'node:crypto';
import { close, ftruncate, open } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { SyncFailed, sync, syncFolder, writeAll } from './disk.ts';

const openFile = promisify(open);
const truncate = promisify(ftruncate);
const closeFile = promisify(close);

/** New bytes of a room's log, and where in it they stand. */
export interface Piece {
  readonly path: string;
  readonly at: number;
  readonly bytes: Buffer;
}

/** The commit log's name in the data folder. */
export const COMMIT_LOG = 'commits';

/** From here on the rooms' own logs are synced, and it begins anew. */
const LONG = 16_777_216;
/** It grows by so much at a time: a file that does not grow is synced in half the time. */
const STEP = 1_048_576;

/**
 * What many rooms have committed together, in one file with one sync: each group is its size, its digest, and the pieces
 * of the rooms' logs. The logs themselves are written too, and synced later; after a power cut `restoreCommits` writes
 * the pieces there again. When it is long, those logs are synced and it is written over from its begin.
 */
export class CommitLog {
  readonly #path: string;
  readonly #rooms = new Set<string>();
  #fd: number | undefined;
  #generation = '';
  #end = 0;
  #size = 0;

  constructor(folder: string) {
    this.#path = `${folder}/${COMMIT_LOG}`;
  }

  /** The logs of which it may be the only synced copy. */
  get rooms(): Iterable<string> {
    return this.#rooms;
  }

  get isLong(): boolean {
    return this.#end >= LONG;
  }

  /** Appends a group and syncs it. When the write fails, the group has not been. @throws SyncFailed */
  async append(pieces: readonly Piece[]): Promise<void> {
    const fd = this.#fd ?? (await this.#open());
    const group = encodeGroup(this.#generation, pieces);
    try {
      if (this.#end + group.length > this.#size) await this.#grow(fd, group.length);
      await writeAll(fd, group, this.#end);
    } catch (error) {
      // A group that nobody was told of must not come back.
      this.#size = this.#end;
      await truncate(fd, this.#end).catch((cause) => {
        throw new SyncFailed(`${this.#path}: cannot be cut back`, { cause });
      });
      throw error;
    }
    await sync(fd, this.#path);
    this.#end += group.length;
    for (const { path } of pieces) this.#rooms.add(path);
  }

  /** All of the rooms' logs are synced: what stands here is not needed any more. */
  restart(): void {
    this.#rooms.clear();
    this.#generation = randomUUID();
    this.#end = 0;
  }

  /** Removes it; all of the rooms' logs are synced. */
  async remove(): Promise<void> {
    if (this.#fd === undefined) return;
    await closeFile(this.#fd);
    this.#fd = undefined;
    await unlink(this.#path);
  }

  async #grow(fd: number, length: number): Promise<void> {
    const zeros = Buffer.alloc(Math.max(STEP, length));
    await writeAll(fd, zeros, this.#end);
    this.#size = this.#end + zeros.length;
  }

  async #open(): Promise<number> {
    const fd = await openFile(this.#path, 'w', 0o600);
    await syncFolder(dirname(this.#path));
    this.#fd = fd;
    this.#size = 0;
    this.restart();
    return fd;
  }
}

/** The groups that are whole, in their order, up to the first that is not. */
export function* groupsOf(file: Buffer): Generator<Piece[]> {
  let generation: string | undefined;
  for (let at = 0; ; ) {
    const found = headerAt<GroupHeader>(file, at);
    if (found === undefined) return;
    const { header, end } = found;
    generation ??= header.generation;
    const group = file.subarray(end, end + header.bytes);
    if (header.generation !== generation || digestOf(group) !== header.digest) return;
    yield piecesOf(group);
    at = end + header.bytes;
  }
}

interface GroupHeader {
  readonly generation: string;
  readonly bytes: number;
  readonly digest: string;
}

interface PieceHeader {
  readonly log: string;
  readonly at: number;
  readonly bytes: number;
}

function encodeGroup(generation: string, pieces: readonly Piece[]): Buffer {
  const parts: Buffer[] = [];
  for (const { path, at, bytes } of pieces) {
    parts.push(line({ log: basename(path), at, bytes: bytes.length } satisfies PieceHeader), bytes);
  }
  const group = Buffer.concat(parts);
  const header: GroupHeader = { generation, bytes: group.length, digest: digestOf(group) };
  return Buffer.concat([line(header), group]);
}

function piecesOf(group: Buffer): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < group.length; ) {
    const found = headerAt<PieceHeader>(group, at);
    if (found === undefined) break;
    const { header, end } = found;
    pieces.push({ path: header.log, at: header.at, bytes: group.subarray(end, end + header.bytes) });
    at = end + header.bytes;
  }
  return pieces;
}

function line(header: object): Buffer {
  return Buffer.from(`${JSON.stringify(header)}\n`);
}

/** Longest header there can be; what an old file left behind the end has any length. */
const LONGEST_HEADER = 1_024;

function headerAt<Header>(bytes: Buffer, at: number): { header: Header; end: number } | undefined {
  const end = bytes.subarray(at, at + LONGEST_HEADER).indexOf(0x0a);
  if (end < 0) return undefined;
  try {
    return { header: JSON.parse(bytes.toString('utf8', at, at + end)) as Header, end: at + end + 1 };
  } catch {
    return undefined;
  }
}

function digestOf(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('base64url');
}
