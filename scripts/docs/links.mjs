/** Checks that every link of the project's Markdown leads somewhere, and that what it names is there. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { root } from '../environment.mjs';
import { anchorsOf, linksOf, pages, projectFiles, readText } from './markdown.mjs';

const NAME = /[A-Za-z_$][\w$]*/g;

/** One line a fault. */
export function checkLinks() {
  const known = new Set(projectFiles());
  return pages().flatMap((path) => faultsOf(path, readText(path), known));
}

/** The faults of one text. `known` are the files of the project: a link must not lead to what is not committed. */
export function faultsOf(path, markdown, known) {
  return linksOf(markdown)
    .filter(({ target }) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
    .flatMap((link) => {
      const fault = faultOf(path, markdown, link, known);
      return fault === undefined ? [] : [`${path}:${link.line} ${link.target} ${fault}`];
    });
}

function faultOf(path, markdown, { text, target }, known) {
  const [place = '', anchor] = decodeURI(target).split('#');
  const file = place === '' ? path : posix.normalize(posix.join(dirname(path), place)).replace(/\/$/, '');
  if (place !== '' && !isThere(file, known)) return 'leads nowhere';
  if (anchor !== undefined && file.endsWith('.md')) {
    const anchors = anchorsOf(place === '' ? markdown : readText(file));
    if (!anchors.has(anchor)) return `has no heading #${anchor}`;
  }
  return place === '' ? undefined : nameFault(text, file);
}

function isThere(file, known) {
  if (known.has(file)) return true;
  const path = join(root, file);
  return (
    existsSync(path) && statSync(path).isDirectory() && [...known].some((one) => one.startsWith(`${file}/`))
  );
}

/** A link that shows code shows a name that is in the file, or the file's own name. */
function nameFault(text, file) {
  const code = /^`([^`]+)`$/.exec(text)?.[1];
  if (code === undefined || !/\.(ts|tsx|mjs|js|sql|json)$/.test(file)) return undefined;
  if (code.includes('/')) return file.startsWith(code) ? undefined : `is shown as ${code}`;
  if (/\.(ts|tsx|mjs|js|sql|json)$/.test(code))
    return code === basename(file) ? undefined : `is shown as ${code}`;
  const words = new Set(readText(file).match(NAME));
  const missing = (code.match(NAME) ?? []).find((name) => !words.has(name));
  return missing === undefined ? undefined : `does not contain ${missing}`;
}
