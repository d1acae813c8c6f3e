import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { Histogram } from './load/histogram.ts';
import { populate } from './load/population.ts';
import { fill } from './load/runs.ts';
import { makeInstallation } from './servers/people.ts';
import { canPin } from './servers/process.ts';
import { type Started, SUBJECTS } from './servers/subjects.ts';

/** What is measured of the full server alone, beside the shapes; each has a unit in its name. */
export type FigureName =
  | 'first start ms'
  | 'start ms'
  | 'idle memory MB'
  | 'store acknowledged/s'
  | 'store p99 ms'
  | 'messages in the room'
  | 'first page p99 ms'
  | 'catching up 500 p99 ms';

/** Figures by name. */
export type Figures = Partial<Record<FigureName, number>>;

const IDLE_MS = 5_000;
const BIG_ROOM = 1_000_000;
const FILL_MS = 240_000;
const MISSED = 500;
const root = fileURLToPath(new URL('..', import.meta.url));

/** How fast a new installation starts, how fast an old one, and what it needs when nothing happens. */
export async function measureStart(): Promise<Figures> {
  const installation = await makeInstallation(0);
  try {
    const options = { rooms: 0, installation, keep: await installation.copy() };
    const first = await SUBJECTS.full.start(options);
    await first.stop();
    const again = await SUBJECTS.full.start(options);
    await sleep(IDLE_MS);
    const memory = again.memory() / 1e6;
    await again.stop();
    return { 'first start ms': first.startMs, 'start ms': again.startMs, 'idle memory MB': memory };
  } finally {
    await installation.remove();
  }
}

/** How fast the store acknowledges by itself, with 1,000 outstanding. */
export function measureStore(): Figures {
  const command = [
    process.execPath,
    '--conditions=source',
    join(root, 'bench', 'writer.ts'),
    '1000',
    '1',
    '4',
  ];
  const [program = '', ...args] = canPin ? ['taskset', '-c', '0', ...command] : command;
  const { stdout } = spawnSync(program, args, { encoding: 'utf8', cwd: root, timeout: 60_000 });
  const rate = /([\d,]+) acknowledged\/s/.exec(stdout)?.[1]?.replaceAll(',', '');
  const p99 = /p99 ([\d.]+)/.exec(stdout)?.[1];
  if (rate === undefined || p99 === undefined) return {};
  return { 'store acknowledged/s': Number(rate), 'store p99 ms': Number(p99) };
}

/** Fills a room, then opens it again and again, and catches up in it. */
export async function measureHistory(): Promise<Figures> {
  const installation = await makeInstallation();
  const server = await SUBJECTS.full.start({ rooms: 1, installation });
  try {
    const population = await populate(server, { rooms: 1, members: 20, senders: 20 });
    population.exitAll();
    const count = await fill(population, 50, BIG_ROOM, FILL_MS);
    population.close();
    const [token = ''] = installation.tokens();
    const enter = { type: 'room.enter', id: 'e' };
    const page = await timed(server, token, 200, {
      command: () => ({ ...enter, data: { room: 'r0', history: 50 } }),
      isAnswer: (text) => text.startsWith('{"re":"e"'),
    });
    const replay = await timed(server, token, 100, {
      command: (seq) => ({ ...enter, data: { room: 'r0', after: seq - MISSED } }),
      isAnswer: (text) => text.startsWith('{"type":"room.synced"'),
    });
    return { 'messages in the room': count, 'first page p99 ms': page, 'catching up 500 p99 ms': replay };
  } finally {
    await server.stop();
    await installation.remove();
  }
}

interface Question {
  readonly command: (lastSeq: number) => object;
  readonly isAnswer: (text: string) => boolean;
}

/** Asks so often, one after the other, and answers how long 99 of 100 took. */
async function timed({ port }: Started, token: string, times: number, question: Question): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?room=r0&history=0`, { headers });
  const delays = new Histogram();
  const seq = await answered(socket, '{"re":"room"');
  for (let index = 0; index < times; index += 1) {
    const begun = performance.now();
    const done = new Promise<void>((resolve) => {
      const listen = (data: Buffer) => {
        if (!question.isAnswer(data.toString('latin1', 0, 40))) return;
        socket.off('message', listen);
        resolve();
      };
      socket.on('message', listen);
    });
    socket.send(JSON.stringify(question.command(seq)));
    await done;
    delays.add(performance.now() - begun);
  }
  socket.terminate();
  return delays.quantile(0.99);
}

/** The `seq` in the first frame that begins so. */
function answered(socket: WebSocket, beginning: string): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text.startsWith(beginning)) resolve(Number(/"seq":(\d+)/.exec(text)?.[1]));
    });
  });
}
