/** Checks that the commands which the documents tell to run are there: npm scripts, and files that are run by name. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../environment.mjs';
import { pages, readText } from './markdown.mjs';

/** One line a fault. */
export function checkCommands() {
  return pages().flatMap((path) => {
    const faults = commandFaults(readText(path), dirname(path));
    return faults.map((fault) => `${path} ${fault}`);
  });
}

/** The faults of one text, which stands in this folder. */
export function commandFaults(markdown, folder = '.') {
  const scripts = [...markdown.matchAll(/\bnpm run ([a-z][a-z:-]*)(?:[^`\n]*? -w ([\w@/-]+))?/g)]
    .filter(([, name, workspace = '.']) => !scriptsOf(workspace).includes(name))
    .map(([command]) => `tells to run ${command}, which no package.json has`);
  const files = [
    ...markdown.matchAll(/\bnode (?:--[\w-]+ )*((?:scripts|apps|packages|e2e)\/[\w./-]+\.m?[jt]s)\b/g),
  ]
    .filter(([, file]) => ![root, join(root, folder)].some((base) => existsSync(join(base, file))))
    .map(([, file]) => `tells to run ${file}, which is not there`);
  return [...scripts, ...files];
}

function scriptsOf(workspace) {
  const path = join(workspace, 'package.json');
  return existsSync(join(root, path)) ? Object.keys(JSON.parse(readText(path)).scripts ?? {}) : [];
}
