import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { COMMIT_LOG, CommitLog } from './commit-log.ts';
import { GroupSync } from './group-sync.ts';
import { OpenFiles } from './open-files.ts';
import { restoreCommits } from './restore-commits.ts';
import { RoomLog } from './room-log.ts';

const HEADER = '{"room":"a"}\n';

let folder: string;
let files: OpenFiles;
let syncing: GroupSync;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parlor-group-'));
  files = new OpenFiles();
  syncing = new GroupSync(files, new CommitLog(folder));
});
afterEach(async () => {
  await files.closeAll();
  await rm(folder, { recursive: true });
});

async function roomLog(name: string): Promise<RoomLog> {
  const path = join(folder, name);
  await writeFile(path, HEADER);
  return new RoomLog({ files, syncing }, path, { start: HEADER.length, end: HEADER.length, seq: 0 });
}

/** Three rooms with two lines each, written together. */
async function written(): Promise<string[]> {
  const names = ['a.ndjson', 'b.ndjson', 'c.ndjson'];
  const logs = await Promise.all(names.map(roomLog));
  for (const seq of [1, 2]) {
    await Promise.all(logs.map((log, index) => log.append(Buffer.from(`${index} ${seq} ü\n`), seq)));
  }
  return names;
}

const contents = (names: readonly string[]) =>
  Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));

const WHOLE = [0, 1, 2].map((index) => `${HEADER}${index} 1 ü\n${index} 2 ü\n`);

describe('syncing rooms together', () => {
  test("R27: keeps each room's messages in its own log", async () => {
    expect(await contents(await written())).toEqual(WHOLE);
  });

  test("R26: gives back what the rooms' logs lost in a power cut", async () => {
    const names = await written();
    await truncate(join(folder, 'a.ndjson'), HEADER.length);
    await truncate(join(folder, 'b.ndjson'), HEADER.length + 3);
    await writeFile(join(folder, 'c.ndjson'), `${HEADER}0 1 ü\n\0\0\0\0\0`);
    expect(await restoreCommits(folder)).toContain('3 rooms are whole');
    expect(await contents(names)).toEqual(WHOLE);
    expect(await readdir(folder)).not.toContain(COMMIT_LOG);
  });

  test('leaves logs alone that are not those which were written', async () => {
    const names = await written();
    await writeFile(join(folder, 'a.ndjson'), 'short\n');
    await writeFile(join(folder, 'b.ndjson'), 'another one that has a line longer than the header\n');
    await rm(join(folder, 'c.ndjson'));
    await restoreCommits(folder);
    expect(await contents(names.slice(0, 2))).toEqual([
      'short\n',
      'another one that has a line longer than the header\n',
    ]);
    expect(await readdir(folder)).toEqual(names.slice(0, 2));
  });

  test('takes nothing from a group that is torn, nor from what stands behind it', async () => {
    const names = await written();
    const path = join(folder, COMMIT_LOG);
    const bytes = await readFile(path);
    const second = bytes.indexOf('{"generation"', 1);
    bytes.fill(0, second + 150, second + 160);
    await writeFile(path, bytes);
    for (const name of names) await truncate(join(folder, name), HEADER.length);
    await restoreCommits(folder);
    expect(await contents(names)).toEqual([0, 1, 2].map((index) => `${HEADER}${index} 1 ü\n`));
  });

  test('restores nothing of an earlier round that was written over', async () => {
    const [name = ''] = await written();
    const path = join(folder, COMMIT_LOG);
    const old = await readFile(path);
    await rm(path);
    const other = new CommitLog(folder);
    await other.append([{ path: join(folder, name), at: HEADER.length, bytes: Buffer.from('new\n') }]);
    const round = await readFile(path);
    const end = round.indexOf(0);
    await writeFile(
      path,
      Buffer.concat([round.subarray(0, end), old.subarray(old.indexOf('{"generation"', 1))]),
    );
    await truncate(join(folder, name), HEADER.length);
    expect(await restoreCommits(folder)).toContain('1 rooms are whole');
    expect(await contents([name])).toEqual([`${HEADER}new\n`]);
  });

  test("syncs the rooms' own logs and removes the commit log when the server stops", async () => {
    const names = await written();
    expect(await readdir(folder)).toContain(COMMIT_LOG);
    await syncing.close();
    expect(await readdir(folder)).toEqual(names);
    expect(await restoreCommits(folder)).toBeUndefined();
  });

  test("syncs a room's own log when the commit log cannot be written, and when it is much at once", async () => {
    const lost = new GroupSync(files, new CommitLog(join(folder, 'nowhere')));
    const path = join(folder, 'a.ndjson');
    await writeFile(path, HEADER);
    await lost.sync({ path, at: HEADER.length, bytes: Buffer.from('x\n') });
    await syncing.sync({ path, at: HEADER.length, bytes: Buffer.alloc(100_000) });
    expect(await readdir(folder)).toEqual(['a.ndjson']);
  });
});
