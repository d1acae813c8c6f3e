/** Checks that the table of dependencies names every package that a package.json asks for, who asks, and why. */
import { projectFiles, readText, rowsOf } from './markdown.mjs';

export const PAGE = 'docs/decisions/0013-dependencies.md';
const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies'];

/** One line a fault. */
export function checkDependencies() {
  const told = new Map(rowsOf(readText(PAGE), 'dependencies').flatMap(namesOf));
  const asked = dependencies();
  const faults = [...asked].flatMap(([name, users]) => {
    const row = told.get(name);
    if (row === undefined) return [`has no reason for ${name} (${users.join(', ')})`];
    if (row.reason === '') return [`has no reason for ${name}`];
    if (row.users !== users.join(', '))
      return [`says that ${name} is for ${row.users}: it is for ${users.join(', ')}`];
    return [];
  });
  const gone = [...told.keys()]
    .filter((name) => !asked.has(name))
    .map((name) => `speaks of ${name}, which nobody asks for`);
  return [...faults, ...gone].map((fault) => `${PAGE} ${fault}`);
}

/** Package → who asks for it: the folder of the package.json, `root` for the first. */
function dependencies() {
  const found = new Map();
  for (const path of projectFiles(/(^|\/)package\.json$/)) {
    const folder = path === 'package.json' ? 'root' : path.replace('/package.json', '');
    const json = JSON.parse(readText(path));
    for (const name of FIELDS.flatMap((field) => Object.keys(json[field] ?? {}))) {
      if (!name.startsWith('@parlor/')) found.set(name, [...(found.get(name) ?? []), folder].sort());
    }
  }
  return found;
}

function namesOf([names = '', users = '', reason = '']) {
  return [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => [name, { users, reason }]);
}
