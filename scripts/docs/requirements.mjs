/** Checks docs/requirements.md: each requirement has its row, and its row says of tests what is so. */
import { basename, posix } from 'node:path';
import { linksOf, projectFiles, readText } from './markdown.mjs';

export const PAGE = 'docs/requirements.md';
const COUNT = 72;
/** Tests, and the scripts that check by themselves. */
const PROOFS = /\.test\.(ts|tsx|mjs)$|^scripts\/check-[\w-]+\.mjs$/;
/** The last cell of a requirement's row. */
const ROW = /^(\| (R\d+) \|.*\| )([^|]*?)( \|)$/;

/** One line a fault. A test that a row does not name yet is none; `--write` adds it. */
export function checkRequirements() {
  const rows = new Map(readText(PAGE).split('\n').flatMap(rowOf));
  const proofs = readProofs();
  const wanted = Array.from({ length: COUNT }, (_, index) => `R${index + 1}`);
  return wanted
    .flatMap((number) => faultsOf(number, rows.get(number), proofs))
    .map((fault) => `${PAGE} ${fault}`);
}

/** The page with every test that names a requirement in its row. */
export function withTests(markdown, proofs = readProofs()) {
  const lines = markdown
    .split('\n')
    .map((line) =>
      line.replace(ROW, (_, before, number, _cell, after) => `${before}${testsOf(number, proofs)}${after}`),
    );
  return lines.join('\n');
}

/** The faults of one row's last cell. `proofs` are the numbers that each file names. */
export function faultsOf(number, cell, proofs) {
  if (cell === undefined) return [`has no row for ${number}`];
  const files = linksOf(cell).map(({ target }) => posix.normalize(posix.join('docs', target)));
  const [named] = namedIn(number, proofs);
  if (files.length === 0 && cell !== 'not yet') return [`says neither a test nor "not yet" for ${number}`];
  if (files.length === 0 && named !== undefined) {
    return [`says "not yet" for ${number}, which ${named} tests: node scripts/check-docs.mjs --write`];
  }
  return files
    .filter((file) => !proofs.get(file)?.has(number))
    .map((file) => `says that ${file} tests ${number}: it does not name it`);
}

function testsOf(number, proofs) {
  const files = namedIn(number, proofs);
  if (files.length === 0) return 'not yet';
  return files.map((path) => `[${basename(path).split('.')[0]}](../${path})`).join(', ');
}

const namedIn = (number, proofs) =>
  [...proofs].filter(([, numbers]) => numbers.has(number)).map(([path]) => path);

function rowOf(line) {
  const [, , number, cell] = ROW.exec(line) ?? [];
  return number === undefined ? [] : [[number, cell]];
}

/** The requirements that each file names. The checks of this check speak of numbers and prove none. */
function readProofs() {
  const paths = projectFiles(PROOFS).filter((path) => !path.startsWith('scripts/docs/'));
  return new Map(paths.sort().map((path) => [path, new Set(readText(path).match(/\bR[1-9]\d?\b/g) ?? [])]));
}
