/**
 * Bundles the lite edition into its two committed files, each whole by itself:
 * apps/lite/server.js and apps/lite/client.js run on Node 20 and later without npm.
 *
 *     node scripts/build-lite.mjs            builds them
 *     node scripts/build-lite.mjs --check    fails when one is stale
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { root } from './environment.mjs';

const folder = join(root, 'apps', 'lite');
const PROGRAMS = ['server', 'client'];

const banner = (name) => `#!/usr/bin/env node
// Made from apps/lite/src/${name}.ts by scripts/build-lite.mjs: change it there.
`;

/** Builds what is stale. Answers the names of the files written. */
export async function buildLite() {
  const stale = await staleLite();
  for (const { path, code } of stale) await writeFile(path, code, { mode: 0o755 });
  return stale.map(({ path }) => path);
}

/** The files that are not what their sources make: where they are, and what should be there. */
export async function staleLite() {
  const files = await Promise.all(PROGRAMS.map(bundle));
  const found = await Promise.all(files.map(({ path }) => readFile(path, 'utf8').catch(() => undefined)));
  return files.filter(({ code }, index) => code !== found[index]);
}

async function bundle(name) {
  const build = await rolldown({
    input: join(folder, 'src', `${name}.ts`),
    platform: 'node',
    // Never from a build that may be older than its source.
    resolve: { conditionNames: ['source', 'node', 'import'] },
    transform: { target: 'node20' },
    // Whatever is not found in the project is a mistake: the lite edition has no dependency.
    external: /^node:/,
    onLog: (level, log) => {
      throw new Error(`${level}: ${log.message}`);
    },
  });
  const options = { format: 'esm', minify: false, banner: banner(name), comments: { legal: true } };
  const { output } = await build.generate(options);
  await build.close();
  return { path: join(folder, `${name}.js`), code: output[0].code };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv.includes('--check')) {
    const stale = await staleLite();
    for (const { path } of stale) console.error(`${path} is stale: node scripts/build-lite.mjs`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    for (const path of await buildLite()) console.log(`built ${path}`);
  }
}
