/** Reads the project's Markdown: which files there are, where they link to, and the tables in them that are made. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../environment.mjs';

/** What is built, installed or somebody's own: no part of the project. */
const FOREIGN = new Set(['node_modules', 'dist', 'out', '.git', '.next', '.stamps', '.cache']);
const OWN_DATA = new Set(['data', 'apps/server/data', 'apps/lite/rooms']);

/** Paths of the project's files, seen from its root with slashes. Without git, which a downloaded copy has not. */
export function projectFiles(pattern = /./, folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return pattern.test(path) ? [path] : [];
    return FOREIGN.has(entry.name) || OWN_DATA.has(path) ? [] : projectFiles(pattern, path);
  });
}

/** Every page of Markdown. */
export const pages = () => projectFiles(/\.md$/);

/** The text of a file of the project. */
export const readText = (path) => readFileSync(join(root, path), 'utf8');

/** Every link and picture of a text outside code: what it shows, where it leads, and on which line it stands. */
export function linksOf(markdown) {
  const links = [];
  for (const [index, line] of proseLines(markdown)) {
    for (const [, text, target] of line.matchAll(/\[((?:`[^`]*`|[^\]`])*)\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)) {
      links.push({ text, target, line: index + 1 });
    }
    for (const [, target] of withoutCode(line).matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)) {
      links.push({ text: '', target, line: index + 1 });
    }
  }
  return links;
}

/** The anchors of a text's headings, as code hosts make them. */
export function anchorsOf(markdown) {
  const seen = new Map();
  const anchors = new Set();
  for (const [, line] of proseLines(markdown)) {
    const heading = /^#{1,6}\s+(.+?)\s*#*$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const slug = slugOf(heading);
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    anchors.add(times === 0 ? slug : `${slug}-${times}`);
  }
  return anchors;
}

/** The cells of each row of the table between the markers of this name; the two lines of its head are left out. */
export function rowsOf(markdown, name) {
  const lines = blockOf(markdown, name).split('\n');
  return lines
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map(cellsOf);
}

/** What stands between the markers of this name. @throws Error when they are not there. */
export function blockOf(markdown, name) {
  const [, block] = markdown.match(markers(name)) ?? [];
  if (block === undefined) throw new Error(`the markers <!-- ${name} --> and <!-- /${name} --> are missing`);
  return block;
}

/** The text with another block between the markers of this name. */
export function withBlock(markdown, name, block) {
  blockOf(markdown, name);
  return markdown.replace(markers(name), () => `<!-- ${name} -->\n${block}\n<!-- /${name} -->`);
}

/** A table as Markdown. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function* proseLines(markdown) {
  let isCode = false;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    else if (!isCode) yield [index, line];
  }
}

function slugOf(heading) {
  const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function cellsOf(line) {
  return line
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

const withoutCode = (line) => line.replace(/`[^`]*`/g, '');

const markers = (name) => new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)\\n?<!-- /${name} -->`);
