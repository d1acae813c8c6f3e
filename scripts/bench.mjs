/**
 * `npm run bench`: how fast Parlor is beside its peers, written to bench/RESULTS.md.
 * `-- --quick` takes under two minutes and writes nothing; `-- --only S1,P1 --subjects full,ws --repeats 2` is a part of it.
 * Installs the peers into bench/node_modules on the first run: nobody else needs them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { cleanEnvironment, node, projectEnvironment, root } from './environment.mjs';

const bench = join(root, 'bench');
const GENERATOR_CORE = '1';

bootstrap();
installPeers();
const pin = canPin() ? ['taskset', '-c', GENERATOR_CORE] : [];
if (pin.length === 0)
  console.error('taskset or a second core is missing: nothing is pinned, and ratios are rough.');
const [program, ...args] = [...pin, node, join(bench, 'main.ts'), ...process.argv.slice(2)];
const child = spawn(program, args, { cwd: root, env: projectEnvironment(), stdio: 'inherit' });
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));

function installPeers() {
  const stamp = join(bench, 'node_modules', '.bootstrap');
  const lock = readFileSync(join(bench, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Installing the peers (about 110 MB, once) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const options = [
    'ci',
    '--prefix',
    bench,
    '--ignore-scripts',
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
  ];
  const { status } = spawnSync(npm, options, {
    cwd: root,
    env: cleanEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, wanted);
}

function canPin() {
  return cpus().length > 1 && spawnSync('taskset', ['-c', GENERATOR_CORE, 'true']).status === 0;
}
