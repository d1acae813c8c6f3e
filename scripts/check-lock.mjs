/**
 * Checks that the lock file is complete: every optional dependency it names has an entry of its own, for every platform.
 * npm writes an incomplete one when its registry lacks a platform's package, and `npm ci` fails elsewhere.
 * Also that it names no registry, so that every machine uses its own.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './environment.mjs';

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const faults = [];

for (const [path, { optionalDependencies = {}, resolved }] of Object.entries(packages)) {
  for (const [name, wanted] of Object.entries(optionalDependencies)) {
    const found = resolve(path, name)?.version;
    if (found === undefined) faults.push(`${path || 'the root'} names ${name}, which has no entry`);
    else if (/^\d/.test(wanted) && found !== wanted)
      faults.push(`${path} names ${name} ${wanted}, but finds ${found}`);
  }
  if (/^https?:/.test(resolved ?? '')) faults.push(`${path} names a registry`);
}

/** The entry that a package of this path would find under a name, as Node looks for it. */
function resolve(path, name) {
  const own = packages[`${path ? `${path}/` : ''}node_modules/${name}`];
  if (own !== undefined || path === '') return own;
  const parent = path.includes('/node_modules/') ? path.slice(0, path.lastIndexOf('/node_modules/')) : '';
  return resolve(parent, name);
}

for (const fault of faults) console.error(`package-lock.json: ${fault}`);
console.log(`package-lock.json: ${Object.keys(packages).length} entries, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
