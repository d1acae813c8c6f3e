/** Checks the types of the page: Next does so when it builds, but only what its pages reach. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { node, projectEnvironment, root } from './environment.mjs';

const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const options = { cwd: root, env: projectEnvironment(), stdio: 'inherit' };
const { status } = spawnSync(node, [tsc, '--noEmit', '-p', 'apps/web/tsconfig.json'], options);
process.exitCode = status ?? 1;
