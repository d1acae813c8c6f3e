/**
 * Checks that what has no dependency imports none: only `node:` and our own packages that have none either.
 * The linter says so line by line; this proves it over everything that is built into them (R13).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './environment.mjs';

const OWN = ['@parlor/websocket', '@parlor/protocol', '@parlor/client'];
const folders = ['packages/websocket', 'packages/protocol', 'packages/client', 'apps/lite', 'apps/cli'];
const IMPORT =
  /(?:^|[\s;}])(?:import|export)\s+(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

const faults = folders.flatMap((folder) => [...sources(join(root, folder))].flatMap(foreignImports));
for (const fault of faults) console.error(fault);
console.log(`imports: ${folders.length} folders without dependencies, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;

function foreignImports(file) {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(IMPORT)]
    .map((match) => match[1] ?? match[2])
    .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !OWN.includes(name))
    .map((name) => `${file.slice(root.length)} imports ${name}`);
}

function* sources(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !['dist', 'node_modules'].includes(entry.name)) yield* sources(path);
    else if (/\.(ts|js|mjs)$/.test(entry.name) && !/\.(test|fixture)\.ts$/.test(entry.name)) yield path;
  }
}
