/**
 * Brings the working copy up to date: installs what the lock file says, builds what is stale.
 * Plain JavaScript for the system's Node, whatever its version from 20 on; says nothing when there is nothing to do.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cleanEnvironment, node, projectEnvironment, root } from './environment.mjs';

const stamps = join(root, '.stamps');
const isOutput = (name) =>
  ['dist', 'out', 'node_modules', '.next', 'data', 'rooms', 'next-env.d.ts'].includes(name) ||
  /\.(tsbuildinfo|test\.tsx?)$/.test(name);

/** What is built, in order: the inputs decide whether it is stale, the outputs whether it is there. */
const targets = [
  {
    name: 'server',
    says: 'Building the server',
    inputs: [
      'tsconfig.base.json',
      'tsconfig.json',
      'packages',
      'apps/server',
      'apps/lite/src',
      'apps/lite/tsconfig.json',
    ],
    outputs: ['apps/server/dist/server.js', 'packages/client/dist/index.js'],
    run: () => run(node, ['node_modules/typescript/bin/tsc', '-b']),
  },
  {
    name: 'web',
    says: 'Building the page',
    inputs: ['packages', 'apps/web', 'scripts/build-web.mjs'],
    outputs: ['apps/web/out/index.html', 'apps/web/out/csp.json'],
    run: () => run(node, ['scripts/build-web.mjs']),
  },
];

/** Installs and builds what is missing or stale. Ends the process with the child's code when a step fails. */
export function bootstrap() {
  install();
  for (const target of targets) build(target);
}

function install() {
  const stamp = join(root, 'node_modules', '.bootstrap');
  const wanted = hash(['package.json', 'package-lock.json', '.npmrc']);
  if (existsSync(node) && read(stamp) === wanted) return;
  say('Installing packages (about half a minute, once)');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['ci', '--loglevel=error', '--no-audit', '--no-fund'];
  run(npm, args, { env: cleanEnvironment(), shell: process.platform === 'win32' });
  if (!existsSync(node)) {
    fail(
      `npm has no Node 26 for ${process.platform} ${process.arch}. Install Node 26 or later and run again.`,
    );
  }
  writeFileSync(stamp, wanted);
}

function build({ name, says, inputs, outputs, run: make }) {
  const stamp = join(stamps, name);
  const current = () => hash(inputs);
  if (outputs.every((path) => existsSync(join(root, path))) && read(stamp) === current()) return;
  say(says);
  rmSync(stamp, { force: true });
  make();
  mkdirSync(stamps, { recursive: true });
  // After the build: Next rewrites apps/web/tsconfig.json in its own way on the first run.
  writeFileSync(stamp, current());
}

function run(command, args, options = {}) {
  const env = projectEnvironment();
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
    ...options,
  });
  if (result.error) fail(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** One hash over the names and contents of files and folders; what is built or local does not count. */
function hash(paths) {
  const sum = createHash('sha256');
  for (const path of paths) {
    for (const file of filesIn(join(root, path))) {
      sum.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return sum.digest('hex');
}

function filesIn(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  const names = readdirSync(path).filter((name) => !isOutput(name));
  return names.sort().flatMap((name) => filesIn(join(path, name)));
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function say(text) {
  process.stderr.write(`${text} …\n`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) bootstrap();
