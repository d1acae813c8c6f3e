/**
 * The bundle gate: what a page loads before it shows anything, against its budget.
 * Reads the built pages in apps/web/out; ends with 1 when one is over.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { root } from './environment.mjs';

const out = join(root, 'apps', 'web', 'out');

/** First-load JavaScript per page, in kB of gzip; old browsers' polyfills (nomodule) do not count. */
const PAGES = { index: 240, login: 180, setup: 180, register: 180 };
/** All style sheets together, in kB of gzip. */
const CSS = 22;
/** A language that is loaded when it is wanted, in kB of gzip. */
const LOCALE = 12;

/** Measures every budget. Returns one line a budget. */
export function measureBundle() {
  const pages = Object.entries(PAGES).map(([page, budget]) => {
    const html = readFileSync(join(out, `${page}.html`), 'utf8');
    return line(`${page === 'index' ? '/r/:slug' : `/${page}`} scripts`, scriptsOf(html), budget);
  });
  const chunks = filesIn(join(out, '_next', 'static'));
  const styles = chunks.filter((file) => file.endsWith('.css'));
  const locales = readdirSync(join(root, 'apps/web/src/locales')).map((name) =>
    line(`locale ${name}`, [join(root, 'apps/web/src/locales', name)], LOCALE),
  );
  return [...pages, line('all styles', styles, CSS), ...locales];
}

function line(what, files, budget) {
  const bytes = files.map((file) => readFileSync(file));
  const size = (compress) => bytes.reduce((sum, one) => sum + compress(one).length, 0) / 1024;
  const gz = size((one) => gzipSync(one, { level: 9 }));
  return { what, gz, br: size(brotliCompressSync), budget, over: gz > budget };
}

function scriptsOf(html) {
  const tags = [...html.matchAll(/<script\b[^>]*\bsrc="(\/_next\/static\/[^"?]+)[^"]*"[^>]*>/g)];
  const modern = tags.filter(([tag]) => !/\bnomodule\b/i.test(tag));
  return [...new Set(modern.map(([, path]) => join(out, path)))];
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (!existsSync(join(out, 'index.html'))) {
    process.stderr.write('The page is not built: run `npm run build` first.\n');
    process.exit(1);
  }
  const lines = measureBundle();
  for (const { what, gz, br, budget, over } of lines) {
    const figures = `${gz.toFixed(1).padStart(6)} of ${String(budget).padStart(3)} kB gz (${br.toFixed(1)} br)`;
    console.log(`${over ? 'OVER' : 'ok  '} ${what.padEnd(20)} ${figures}`);
  }
  const over = lines.filter((one) => one.over).length;
  console.log(`${lines.length - over} passed, ${over} failed`);
  process.exit(over > 0 ? 1 : 0);
}
