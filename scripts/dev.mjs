/**
 * `npm run dev`: the server, compiled and started again at each change of its sources.
 * The page is built once; `npm start` builds it anew when its sources have changed.
 */
import { spawn } from 'node:child_process';
import { bootstrap } from './bootstrap.mjs';
import { node, projectEnvironment, root } from './environment.mjs';

bootstrap();

const options = { cwd: root, env: projectEnvironment(), stdio: 'inherit' };
const children = [
  spawn(node, ['node_modules/typescript/bin/tsc', '-b', '--watch', '--preserveWatchOutput'], options),
  spawn(node, ['--watch', '--enable-source-maps', 'apps/server/dist/server.js'], options),
];

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
for (const child of children) child.on('exit', () => stop('SIGTERM'));

function stop(signal) {
  for (const child of children) if (child.exitCode === null) child.kill(signal);
}
