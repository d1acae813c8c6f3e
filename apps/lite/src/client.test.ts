import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PROGRAMS = join(import.meta.dirname, '..');
const PATIENCE = 8_000;

let folder: string;
let server: Program;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parlor-client-'));
  server = run('server.js', ['--port', '0', '--data', join(folder, 'rooms')]);
  const [, port] = await server.says(/localhost:(\d+)/);
  url = `http://127.0.0.1:${port}`;
});

afterAll(async () => {
  await server.end('SIGTERM');
  await rm(folder, { recursive: true });
});

describe('node client.js <room>', () => {
  test('R14, R23: sends the lines of a pipe, prints them once as records, and ends with 0', async () => {
    const client = talk('pipes', ['--nick', 'ada']);
    client.type('a\tb\\\nnext\n');
    client.endInput();
    expect(await client.ended()).toBe(0);
    const records = client.out
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(records.map(([, ...fields]) => fields)).toEqual([
      ['pipes', 'ada', '1', 'a\\tb\\\\'],
      ['pipes', 'ada', '2', 'next'],
    ]);
    expect(records[0]?.[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('R17, R20, R24: two people talk, each message once; a third in another room sees nothing', async () => {
    const [ada, eve] = [talk('salon', ['-n', 'ada']), talk('other', ['-n', 'eve'])];
    await ada.warns(/Connected .* as ada/);
    await eve.warns(/Connected/);
    const bob = talk('salon', ['-n', 'bob']);
    await bob.warns(/Connected/);
    await ada.warns(/bob joined/);
    ada.type('hello bob\n');
    await bob.says(/ada\t1\thello bob/);
    bob.type('hello ada\n');
    await ada.says(/bob\t2\thello ada/);
    await bob.says(/bob\t2\thello ada/);
    for (const { out } of [ada, bob]) expect(out.match(/hello/g)).toHaveLength(2);
    expect(eve.out).toBe('');
    await Promise.all([ada, bob, eve].map((program) => program.end('SIGTERM')));
  });

  test('R20: prints the history first, and only what is asked of it', async () => {
    await say('past', 'one\ntwo\nthree\n');
    const all = talk('past', ['--json']);
    all.endInput();
    expect(await all.ended()).toBe(0);
    const events = all.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ seq, replay, data }) => [seq, replay, data.body])).toEqual([
      [1, true, 'one'],
      [2, true, 'two'],
      [3, true, 'three'],
    ]);
    for (const [flags, count] of [
      [['--limit', '2'], 2],
      [['--no-history'], 0],
      [['--since', '1'], 2],
      [['--since', '1h'], 3],
    ] as const) {
      const some = talk('past', flags);
      some.endInput();
      await some.ended();
      expect(some.out.split('\n').filter(Boolean), flags.join(' ')).toHaveLength(count);
    }
  });

  test('R19: shows the server’s own word to a room and to one', async () => {
    const client = talk('notices', ['-n', 'ada']);
    const [, id] = await client.warns(/id ([0-9a-f]{4})/);
    server.type('/say notices Maintenance at 12\n');
    await client.says(/\*\t-\tMaintenance at 12/);
    server.type(`/tell ${id} just you\n`);
    await client.says(/\*\t-\tjust you/);
    await client.end('SIGTERM');
  });

  test('R30: asks a password of later clients, by file, and says so with 6', async () => {
    const file = join(folder, 'password');
    await writeFile(file, 'open sesame\n');
    const first = talk('locked', ['--password-file', file]);
    first.endInput();
    expect(await first.ended()).toBe(0);
    const without = talk('locked', []);
    expect(await without.ended()).toBe(6);
    const right = talk('locked', ['--password-file', file]);
    right.endInput();
    expect(await right.ended()).toBe(0);
    await writeFile(file, 'guess\n');
    expect(await talk('locked', ['--password-file', file]).ended()).toBe(6);
  });

  test('comes back by itself, with what was missed and what was written meanwhile, each once', async () => {
    const proxy = await cuttable(new URL(url));
    const client = run('client.js', ['back', '--nick', 'ada', '--server', proxy.url]);
    await client.warns(/Connected/);
    client.type('before\n');
    await client.says(/\tbefore/);
    proxy.cut();
    await say('back', 'missed\n');
    client.type('meanwhile\n');
    await client.says(/\tmissed\n(.|\n)*\tmeanwhile\n/);
    client.endInput();
    expect(await client.ended()).toBe(0);
    expect(
      client.out
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t')[4]),
    ).toEqual(['before', 'missed', 'meanwhile']);
    proxy.close();
  });

  test('prints nothing of others that a terminal would obey', async () => {
    await say('evil', '\u001b[2J\u001b]0;owned\u0007 \u202egnp\n');
    const client = talk('evil', []);
    client.endInput();
    await client.ended();
    expect(client.out).toContain('[2J]0;owned gnp');
    expect(client.out).not.toMatch(/(?!\n|\t)[\p{Cc}\u202e]/u);
  });

  for (const [what, args, code, words] of [
    ['no room', [], 2, 'Which room?'],
    ['two rooms', ['a', 'b'], 2, 'One room at a time'],
    ['an unknown flag', ['a', '--nonsense'], 2, '--nonsense'],
    ['a wrong --since', ['a', '--since', 'soon'], 2, '--since'],
    ['a wrong --limit', ['a', '--limit', '201'], 2, '--limit'],
    ['a wrong --server', ['a', '--server', 'gopher://x'], 2, '--server'],
    ['a server that is not there', ['a', '--server', 'http://127.0.0.1:1'], 3, 'Cannot reach'],
    ['a room name that is too long', ['x'.repeat(256)], 9, '/room'],
  ] as const) {
    test(`ends with ${code} for ${what}`, async () => {
      const client = run('client.js', args, { PARLOR_SERVER: url });
      expect(await client.ended()).toBe(code);
      expect(client.err).toContain(words);
    });
  }

  test('ends with 9 when a message was refused, after sending the others', async () => {
    const client = talk('refused', []);
    client.type(`fine\n${'x'.repeat(4_001)}\nfine too\n`);
    client.endInput();
    expect(await client.ended()).toBe(9);
    expect(client.out.match(/fine/g)).toHaveLength(2);
    expect(client.err).toContain('not sent');
  });

  test('prints help and version', async () => {
    const help = run('client.js', ['--help']);
    expect(await help.ended()).toBe(0);
    expect(help.out).toContain('Usage: node client.js <room-name>');
    const version = run('client.js', ['-V']);
    expect(await version.ended()).toBe(0);
  });
});

describe('node server.js', () => {
  test('R22: prints every connect and every message as JSON lines in a pipe', async () => {
    await say('printed', 'seen by the operator\n');
    await server.says(/"event":"connected","room":"printed"/);
    await server.says(/"room":"printed".*"body":"seen by the operator"/);
  });

  test('answers the operator’s questions', async () => {
    await say('asked', 'x\n');
    server.type('/rooms\n');
    await server.says(/asked {2}0 here/);
    server.type('/nonsense\n');
    await server.says(/There is no \/nonsense/);
  });

  test('keeps a second server out of its folder, and says so in one line', async () => {
    const second = run('server.js', ['--port', '0', '--data', join(folder, 'rooms')]);
    expect(await second.ended()).toBe(1);
    expect(second.err).toMatch(/^DATA_DIR: .* is in use by another server\n$/);
  });

  test('says in one line that the port is taken, or the folder cannot be', async () => {
    const taken = run('server.js', ['--port', new URL(url).port, '--data', join(folder, 'more')]);
    expect([await taken.ended(), taken.err]).toEqual([
      1,
      expect.stringMatching(/^PORT: \d+ is taken by another program\n$/),
    ]);
    await writeFile(join(folder, 'file'), '');
    const folderless = run('server.js', ['--port', '0', '--data', join(folder, 'file', 'x')]);
    expect([await folderless.ended(), folderless.err]).toEqual([
      1,
      expect.stringMatching(/^DATA_DIR: [^\n]*\n$/),
    ]);
  });
});

/** A client in this room of the test's server. */
function talk(room: string, args: readonly string[]): Program {
  return run('client.js', [room, '--server', url, ...args]);
}

async function say(room: string, lines: string): Promise<void> {
  const client = talk(room, ['--no-history']);
  client.type(lines);
  client.endInput();
  expect(await client.ended()).toBe(0);
}

function run(name: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Program {
  return new Program(
    spawn(process.execPath, [join(PROGRAMS, name), ...args], { env: { ...process.env, ...environment } }),
  );
}

/** A program that is run, what it printed, and what is waited for, bounded. */
class Program {
  out = '';
  err = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  readonly #looks = new Set<() => void>();

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'close').then(([code]) => code as number | null);
    const gather = (stream: 'out' | 'err') => (bytes: Buffer) => {
      this[stream] += bytes.toString();
      for (const look of this.#looks) look();
    };
    child.stdout?.on('data', gather('out'));
    child.stderr?.on('data', gather('err'));
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  endInput(): void {
    this.#child.stdin?.end();
  }

  says(what: RegExp): Promise<RegExpExecArray> {
    return this.#wait(() => what.exec(this.out), what);
  }

  warns(what: RegExp): Promise<RegExpExecArray> {
    return this.#wait(() => what.exec(this.err), what);
  }

  async ended(): Promise<number | null> {
    const late = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE);
    return this.#ended.finally(() => clearTimeout(late));
  }

  end(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.ended();
  }

  #wait(find: () => RegExpExecArray | null, what: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no ${what} in:\n${this.out}\n${this.err}`)), PATIENCE);
      const look = () => {
        const found = find();
        if (found === null) return;
        clearTimeout(late);
        this.#looks.delete(look);
        resolve(found);
      };
      this.#looks.add(look);
      look();
    });
  }
}

/** A way to the server that can be cut. */
async function cuttable(to: URL): Promise<{ url: string; cut: () => void; close: () => void }> {
  const { connect } = await import('node:net');
  const sockets = new Set<{ destroy(): void }>();
  const proxy: Server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    cut,
    close: () => {
      cut();
      proxy.close();
    },
  };
}
