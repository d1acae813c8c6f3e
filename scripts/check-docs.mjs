/**
 * Checks the documents against the project: links, commands, tables that are made from the code, requirements, dependencies.
 *
 *     node scripts/check-docs.mjs            fails when something is stale
 *     node scripts/check-docs.mjs --write    makes the tables anew first
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCommands } from './docs/commands.mjs';
import { configurationTable } from './docs/configuration.mjs';
import { checkDependencies } from './docs/dependencies.mjs';
import { checkLinks } from './docs/links.mjs';
import { pages, readText, withBlock } from './docs/markdown.mjs';
import { checkNames, protocolTables } from './docs/protocol.mjs';
import { checkRequirements, PAGE as REQUIREMENTS, withTests } from './docs/requirements.mjs';
import { restTable } from './docs/rest.mjs';
import { root } from './environment.mjs';

const isWriting = process.argv.includes('--write');
if (isWriting) keep(REQUIREMENTS, withTests(readText(REQUIREMENTS)));
const configuration = configurationTable();
const faults = [
  ...configuration.faults,
  ...keepTables('docs/configuration.md', { variables: configuration.block }),
  ...keepTables('docs/protocol.md', { ...protocolTables(), operations: restTable() }),
  ...checkNames(readText('docs/protocol.md')).map((fault) => `docs/protocol.md: ${fault}`),
  ...checkDependencies(),
  ...checkRequirements(),
  ...checkLinks(),
  ...checkCommands(),
];

for (const fault of faults) console.error(fault);
console.log(`documents: ${pages().length} pages, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;

/** Makes the tables of a page anew, or says which are stale. */
function keepTables(path, blocks) {
  const before = readText(path);
  const after = Object.entries(blocks).reduce((text, [name, block]) => withBlock(text, name, block), before);
  if (after === before) return [];
  if (!isWriting) return [`${path} is stale: node scripts/check-docs.mjs --write`];
  keep(path, after);
  return [];
}

function keep(path, text) {
  writeFileSync(join(root, path), text);
}
