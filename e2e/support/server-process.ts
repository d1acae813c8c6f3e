import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { until, within } from './bounded.ts';

/** The project's root folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A server program that a suite starts, kills and starts again, always on the same port. */
export class ServerProcess {
  readonly url: string;
  readonly #entry: string;
  readonly #environment: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #output = '';

  private constructor(entry: string, port: number, environment: NodeJS.ProcessEnv) {
    this.url = `http://127.0.0.1:${port}`;
    this.#entry = entry;
    this.#environment = { ...plainEnvironment(), PORT: String(port), HOST: '127.0.0.1', ...environment };
  }

  /** Starts `entry` (a path in the project) and waits until it is ready. */
  static async start(entry: string, environment: NodeJS.ProcessEnv): Promise<ServerProcess> {
    const server = new ServerProcess(entry, await freePort(), environment);
    await server.start();
    return server;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** What the program printed since it was started last. */
  get output(): string {
    return this.#output;
  }

  async start(): Promise<void> {
    this.#output = '';
    const child = spawn(process.execPath, [this.#entry], { cwd: ROOT, env: this.#environment });
    this.#child = child;
    const gather = (text: Buffer) => {
      this.#output = (this.#output + text.toString()).slice(-100_000);
    };
    child.stdout?.on('data', gather);
    child.stderr?.on('data', gather);
    try {
      await until(() => this.#ready(), `${this.#entry} being ready`, 30_000);
    } catch (error) {
      child.kill('SIGKILL');
      throw new Error(`${String(error)}\n${this.#output}`);
    }
  }

  /** Writes a line to the program's stdin. */
  type(line: string): void {
    this.#child?.stdin?.write(`${line}\n`);
  }

  /** Sends the signal and waits for the end; resolves with the exit code, null after a kill. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return null;
    const exited = once(child, 'exit');
    child.kill(signal);
    try {
      await within(exited, `the end of ${this.#entry} after ${signal}`, 15_000);
    } finally {
      if (child.exitCode === null) child.kill('SIGKILL');
    }
    return child.exitCode;
  }

  async #ready(): Promise<boolean> {
    if (this.#child?.exitCode !== null) throw new Error(`${this.#entry} ended:\n${this.#output}`);
    const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
    return answer?.ok === true;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Of our own environment only what any program needs: the test runner's variables, and a developer's, are no server's. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, SystemRoot } = process.env;
  return { PATH, HOME, TMPDIR, SystemRoot };
}
