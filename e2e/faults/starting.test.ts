import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { until, within } from '../support/bounded.ts';
import { FULL_ENTRY } from '../support/full-target.ts';
import { ROOT } from '../support/server-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'parlor-start-'));
const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Started {
  readonly child: ChildProcess;
  output: string;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts the built server as `npm start` does, with a channel that closes when its launcher ends. */
function start(environment: Record<string, string>): Started {
  const child = spawn(process.execPath, [FULL_ENTRY], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH ?? '',
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: join(folder, 'data'),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  const started: Started = {
    child,
    output: '',
    ended: once(child, 'exit').then(([code]) => code as number | null),
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text: Buffer) => {
      started.output += text.toString();
    });
  }
  return started;
}

async function ready(environment: Record<string, string> = {}): Promise<Started> {
  const started = start(environment);
  await until(() => Promise.resolve(started.output.includes('ready in')), 'the server being ready', 15_000);
  return started;
}

const end = ({ ended }: Started) => within(ended, 'the end of the server', 12_000);

describe('a server that cannot start', () => {
  test('for its port is taken says so in one line', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const started = start({ PORT: String(port) });
    expect(await end(started)).toBe(1);
    expect(started.output).toMatch(new RegExp(`^PORT=${port} is taken[^\\n]*\\n$`));
    other.close();
  });

  test('for its data directory cannot be made says so in one line', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const started = start({ DATA_DIR: join(file, 'data') });
    expect(await end(started)).toBe(1);
    expect(started.output).toMatch(/^DATA_DIR="[^\n]*cannot be used[^\n]*\n$/);
  });

  test('for its environment is wrong names every fault, one a line', async () => {
    const started = start({ PORT: 'web', REGISTRATION: 'maybe' });
    expect(await end(started)).toBe(1);
    expect(started.output.trim().split('\n')).toEqual([
      expect.stringMatching(/^PORT="web" is not valid: give /),
      expect.stringMatching(/^REGISTRATION="maybe" is not valid: give /),
    ]);
  });

  test('for another has its data directory says so, and the other goes on', async () => {
    const DATA_DIR = join(folder, 'shared');
    const first = await ready({ DATA_DIR });
    const second = start({ DATA_DIR });
    expect(await end(second)).toBe(1);
    expect(second.output.trim().split('\n')).toHaveLength(1);
    first.child.kill('SIGTERM');
    expect(await end(first)).toBe(0);
  });
});

describe('a server that starts', () => {
  test('prints the set-up link until there is an admin, and a new code each time', async () => {
    const DATA_DIR = join(folder, 'fresh');
    const link = /http:\/\/localhost:\d+\/setup\?code=([A-Z2-9]{4}-[A-Z2-9]{4})/;
    const first = await ready({ DATA_DIR });
    const code = link.exec(first.output)?.[1];
    first.child.kill('SIGTERM');
    await end(first);
    const second = await ready({ DATA_DIR });
    const [, newer = ''] = link.exec(second.output) ?? [];
    expect(newer).not.toBe(code);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(second.output)?.[0];
    const answer = await fetch(`${url}/api/v1/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: newer, handle: 'ada', password: 'correct horse' }),
    });
    expect(answer.status).toBe(201);
    second.child.kill('SIGTERM');
    await end(second);
    const third = await ready({ DATA_DIR });
    expect(third.output).not.toContain('/setup?code=');
    third.child.kill('SIGTERM');
    await end(third);
  });

  test('logs for people what it says when asked, and warns of a typo', async () => {
    const { output } = await ready({ LOG_FORMAT: 'pretty', REGISTRATON: 'open' });
    expect(output).toContain('warn: REGISTRATON is not known: did you mean REGISTRATION?\n');
    expect(output).toMatch(/^parlor \d+\.\d+\.\d+ {2}node 26\.\d+ {2}\w+ \w+$/m);
    expect(output).toMatch(/^listening {2}http:\/\/127\.0\.0\.1:\d+$/m);
    expect(output).toMatch(
      /\n\n {2}Create the first account:\n {2}http:\/\/localhost:\d+\/setup\?code=\S+\n/,
    );
    expect(output).toMatch(/^ready in \d+\.\d s$/m);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'stops on %s with nothing left to say but that',
    async (signal) => {
      const started = await ready();
      started.child.kill(signal);
      expect(await end(started)).toBe(0);
      expect(started.output).toContain('stopped');
    },
  );

  test('stops when its launcher ends', async () => {
    const started = await ready();
    started.child.disconnect();
    expect(await end(started)).toBe(0);
  });

  test('stops although somebody holds a connection open and sends nothing', async () => {
    const started = await ready();
    const { port } = new URL(/http:\/\/127\.0\.0\.1:\d+/.exec(started.output)?.[0] ?? '');
    const { connect } = await import('node:net');
    const idle = connect(Number(port), '127.0.0.1');
    await once(idle, 'connect');
    idle.on('error', () => undefined);
    idle.write('POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\ncontent-length: 100\r\n\r\n{');
    started.child.kill('SIGTERM');
    expect(await end(started)).toBe(0);
    idle.destroy();
  });
});
