/**
 * Runs a PostgreSQL server for as long as its own standard input is open, then removes the server's folder:
 * however the tests end, `kill -9` included, nothing of them stays.
 * Arguments: the folder, the user id to run as ('' for one's own), the program, its arguments.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

const [folder = '', account = '', program = '', ...options] = process.argv.slice(2);
const identity = account === '' ? {} : { uid: Number(account), gid: Number(account) };

const server = spawn(program, options, { ...identity, stdio: ['ignore', 'ignore', 'inherit'] });
server.once('error', (error) => process.stderr.write(`${error.message}\n`));
server.once('close', (code) => {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  process.exit(code ?? 0);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => server.kill('SIGQUIT'));
process.stdin.once('end', () => server.kill('SIGQUIT'));
process.stdin.resume();
