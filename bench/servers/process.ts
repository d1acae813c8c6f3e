import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const START_MS = 30_000;
const STOP_MS = 10_000;
const TICKS_PER_SECOND = 100;

/** Whether programs can be held to one core each. */
export const canPin = cpus().length > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** A program that listens. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** Processor seconds it has used, all threads together; 0 where the system does not tell. */
  readonly cpuSeconds: () => number;
  /** Resident memory in bytes; 0 where the system does not tell. */
  readonly memory: () => number;
  /** Milliseconds from its start to its first accepted connection. */
  readonly startMs: number;
  stop(): Promise<void>;
}

/** Starts a program on a free port, on core 0 with all its threads, and waits until it listens. */
export async function startServer(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<RunningServer> {
  const port = await freePort();
  const [program = '', ...args] = canPin ? ['taskset', '-c', '0', ...command] : command;
  const begun = performance.now();
  const child = spawn(program, args, {
    env: { ...process.env, ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (text: Buffer) => {
    complaints = (complaints + text.toString()).slice(-2_000);
  });
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${command.join(' ')} ended: ${complaints}`);
    if (performance.now() - begun > START_MS) throw new Error(`${command.join(' ')} does not listen`);
    await sleep(5);
  }
  const startMs = performance.now() - begun;
  const pid = child.pid ?? 0;
  return {
    pid,
    port,
    startMs,
    cpuSeconds: () => cpuSeconds(pid),
    memory: () => memory(pid),
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

function cpuSeconds(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

function memory(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) * 1_024;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
