/**
 * Checks the committed documents of the API against what the built server produces.
 *
 *     node scripts/check-api.mjs            fails when one is stale
 *     node scripts/check-api.mjs --write    makes them anew
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node, root } from './environment.mjs';

// The server's own Node makes them, whichever has started this.
if (Number(process.versions.node.split('.')[0]) < 26) {
  const { status } = spawnSync(node, [import.meta.filename, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

const { makeDocuments } = await import('../apps/server/dist/openapi/make-documents.js');

const folder = join(root, 'docs', 'api');
const isWriting = process.argv.includes('--write');
mkdirSync(folder, { recursive: true });
const documents = Object.entries(await makeDocuments());
const stale = documents.filter(([name, document]) => !isCurrent(join(folder, `${name}.json`), document));

for (const [name] of stale)
  console.error(`docs/api/${name}.json is stale: node scripts/check-api.mjs --write`);
console.log(`documents of the API: ${documents.length}, ${stale.length} stale`);
process.exit(stale.length > 0 ? 1 : 0);

function isCurrent(path, document) {
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (isWriting) writeFileSync(path, text);
  return read(path) === text;
}

function read(path) {
  try {
    // Git may write the lines' ends of the system it runs on.
    return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}
