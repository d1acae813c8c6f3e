/**
 * `npm start`: brings the working copy up to date and runs the server.
 * npm leaves its child behind when it is killed, so this launcher watches: signals are passed on,
 * and the server drains when the IPC channel closes, whichever way the launcher ends.
 */
import { spawn, spawnSync } from 'node:child_process';
import { bootstrap } from './bootstrap.mjs';
import { node, projectEnvironment, root } from './environment.mjs';

const PARENT_LOOK_MS = 500;

bootstrap();

const server = spawn(node, ['--enable-source-maps', 'apps/server/dist/server.js', ...process.argv.slice(2)], {
  cwd: root,
  env: projectEnvironment(),
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});

server.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

// A terminal's Ctrl-C reaches the server by itself, being in the same group; a second signal does no harm there.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop());

const parent = process.ppid;
const npm = npmBehind(parent);
setInterval(() => {
  if (process.ppid !== parent || (npm !== undefined && !isAlive(npm))) stop();
}, PARENT_LOOK_MS);

function stop() {
  if (server.connected) server.disconnect();
}

/** Some shells stay between npm and us, and outlive a killed npm: then npm is looked at too. */
function npmBehind(pid) {
  if (process.platform === 'win32' || process.env.npm_lifecycle_event === undefined) return undefined;
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
  const [, grandparent, command = ''] = /^\s*(\d+)\s+(.*)/.exec(stdout ?? '') ?? [];
  return command.includes('scripts/start.mjs') ? Number(grandparent) : undefined;
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
