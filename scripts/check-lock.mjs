/**
 * Checks that the lock file is complete: every optional dependency it names has an entry of its own, for every platform.
 * npm writes an incomplete one when its registry lacks a platform's package, and `npm ci` fails elsewhere.
 * Also that it names no registry, so that every machine uses its own.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './environment.mjs';

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const paths = Object.keys(packages);
const faults = [];

for (const [path, { optionalDependencies = {}, resolved }] of Object.entries(packages)) {
  for (const name of Object.keys(optionalDependencies)) {
    if (!paths.some((candidate) => candidate.endsWith(`node_modules/${name}`)))
      faults.push(`${path || 'the root'} names ${name}, which has no entry`);
  }
  if (/^https?:/.test(resolved ?? '')) faults.push(`${path} names a registry`);
}

for (const fault of faults) console.error(`package-lock.json: ${fault}`);
console.log(`package-lock.json: ${paths.length} entries, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
