/**
 * Builds the page into apps/web/out: Next's static export, then what the server needs to hand it out:
 * csp.json with the hash of every inline script, and a compressed twin of every file worth it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { node, projectEnvironment, root } from './environment.mjs';

const web = join(root, 'apps', 'web');
const out = join(web, 'out');
const COMPRESSED = /\.(html|js|css|json|svg|txt|webmanifest)$/;
/** Below this many bytes a compressed twin saves nothing. */
const WORTH = 512;

exportPages();
const files = filesIn(out);
writePolicy(files.filter((file) => file.endsWith('.html')));
for (const file of files) compress(file);

function exportPages() {
  rmSync(out, { recursive: true, force: true });
  const env = { ...projectEnvironment(), NEXT_TELEMETRY_DISABLED: '1' };
  const args = [join(root, 'node_modules/next/dist/bin/next'), 'build'];
  const result = spawnSync(node, args, { cwd: web, env, encoding: 'utf8' });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error ?? ''}\n`);
  process.exit(result.status ?? 1);
}

/** csp.json: page → the hashes that its Content-Security-Policy has to name (CSP 3, 'sha256-…'). */
function writePolicy(pages) {
  const hashes = Object.fromEntries(
    pages.map((file) => [relative(out, file).split(sep).join('/'), inlineHashes(readFileSync(file, 'utf8'))]),
  );
  writeFileSync(join(out, 'csp.json'), `${JSON.stringify(hashes, null, 1)}\n`);
}

function inlineHashes(html) {
  if (/\sstyle="/.test(html)) throw new Error('A page has a style attribute, which the policy forbids.');
  const scripts = html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g);
  const inline = [...scripts].filter(([, attributes, text]) => !/\bsrc=/.test(attributes) && text !== '');
  const sums = inline.map(([, , text]) => `sha256-${createHash('sha256').update(text).digest('base64')}`);
  return [...new Set(sums)];
}

function compress(file) {
  if (!COMPRESSED.test(file) || statSync(file).size < WORTH) return;
  const bytes = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}
