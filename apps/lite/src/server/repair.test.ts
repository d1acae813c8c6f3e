import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CommitLog } from './commit-log.ts';
import { GroupSync } from './group-sync.ts';
import { encodeBatch, tailOf } from './line.ts';
import { encodeMessage, eventStart } from './message.ts';
import { OpenFiles } from './open-files.ts';
import { readTail } from './repair.ts';
import { RoomLog } from './room-log.ts';

const HEADER = '{"room":"a"}\n';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parlor-repair-'));
  path = join(folder, 'a.ndjson');
});

afterEach(() => rm(folder, { recursive: true }));

describe('the end of a log', () => {
  test('reads the last number and what was sent by whom', async () => {
    await writeFile(path, HEADER + lines(1, 5));
    const tail = await read();
    expect(tail).toMatchObject({
      seq: 5,
      end: HEADER.length + Buffer.byteLength(lines(1, 5)),
      repaired: undefined,
    });
    expect(tail.once.find('ada', 'id3')).toBe(3);
  });

  test('of a room without messages is the header', async () => {
    await writeFile(path, HEADER);
    expect(await read()).toMatchObject({ seq: 0, end: HEADER.length, repaired: undefined });
  });

  for (const torn of [
    '{"type":"message.created","room":"a","se',
    '{"type":"message.created"}\n',
    '\0\0\0\0\0',
    '\n',
  ]) {
    test(`is cut behind the last whole line: ${JSON.stringify(torn)}`, async () => {
      await writeFile(path, HEADER + lines(1, 3) + torn);
      const tail = await read();
      expect(tail).toMatchObject({ seq: 3, repaired: expect.stringContaining(`${torn.length} bytes`) });
      expect(await readFile(path, 'utf8')).toBe(HEADER + lines(1, 3));
      expect((await read()).repaired).toBeUndefined();
    });
  }

  test('keeps the whole file when the damage is more than a torn line', async () => {
    const damaged = `${HEADER + lines(1, 2)}garbage\n${lines(4, 5)}`;
    await writeFile(path, damaged);
    expect(await read()).toMatchObject({ seq: 2, repaired: expect.stringContaining('kept beside it') });
    const [copy] = (await readdir(folder)).filter((name) => name.includes('damaged'));
    expect(await readFile(join(folder, copy ?? ''), 'utf8')).toBe(damaged);
  });

  test('remembers the last 10,000 of a long log without reading all of it', async () => {
    await writeFile(path, HEADER + lines(1, 30_000));
    const tail = await read();
    expect(tail.seq).toBe(30_000);
    expect(tail.once.find('ada', 'id20001')).toBe(20_001);
    expect(tail.once.find('ada', 'id1')).toBeUndefined();
  });
});

describe('a room’s log', () => {
  test('finds every line by halving', async () => {
    const text = lines(1, 3_000);
    await writeFile(path, HEADER + text);
    const log = await openLog();
    let at = HEADER.length;
    for (const [index, line] of text.trimEnd().split('\n').entries()) {
      if (index % 97 === 0 || index > 2_990) expect(await log.offsetOf(index + 1)).toBe(at);
      at += Buffer.byteLength(line) + 1;
    }
    expect(await log.offsetOf(3_001)).toBe(at);
  });

  test('is as it was after a failed write, and takes the next', async () => {
    await writeFile(path, HEADER + lines(1, 1));
    const log = await openLog();
    await expect(log.append(null as never, 2)).rejects.toThrow();
    expect([log.seq, await readFile(path, 'utf8')]).toEqual([1, HEADER + lines(1, 1)]);
    await log.append(Buffer.from(lines(2, 2)), 2);
    expect(await readFile(path, 'utf8')).toBe(HEADER + lines(1, 2));
  });
});

function lines(first: number, last: number): string {
  const batch = Array.from({ length: last - first + 1 }, (_, index) => {
    const words = {
      body: `é${'x'.repeat((first + index) % 50)}`,
      clientId: `id${first + index}`,
      replyTo: undefined,
    };
    const event = encodeMessage(eventStart('a'), first + index, '{}', words).replace(
      /"at":"[^"]*"/g,
      '"at":""',
    );
    return { event, tail: tailOf('ada') };
  });
  return encodeBatch(batch).log.toString();
}

async function read() {
  const file = await open(path, 'r+');
  try {
    return await readTail(file, path, HEADER.length);
  } finally {
    await file.close();
  }
}

async function openLog(): Promise<RoomLog> {
  const { end, seq } = await read();
  const files = new OpenFiles();
  const disk = { files, syncing: new GroupSync(files, new CommitLog(dirname(path))) };
  return new RoomLog(disk, path, { start: HEADER.length, end, seq });
}
