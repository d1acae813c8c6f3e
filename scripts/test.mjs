/**
 * `npm test`: the set-up of `npm start`, then every check, each part with its time.
 * The last line counts over all parts. `npm test -- unit lint` runs the named parts only.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { node, projectEnvironment, root } from './environment.mjs';

const reports = mkdtempSync(join(tmpdir(), 'parlor-test-'));

/** A check that passes or fails as a whole. */
const check = (name, ...commands) => ({ name, run: () => runAll(commands) });
/** A vitest project: its tests are counted one by one. */
const suite = (name, environment = {}) => ({ name, run: () => runSuite(name, environment) });

const parts = [
  check('lint', tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.')),
  check('types', tool('typescript/bin/tsc', '-p', 'tsconfig.tests.json'), script('check-web-types.mjs')),
  check('files', script('check-lock.mjs'), script('check-imports.mjs'), script('build-lite.mjs', '--check')),
  check('docs', script('check-docs.mjs'), script('check-api.mjs')),
  suite('unit'),
  suite('postgres'),
  suite('protocol'),
  suite('protocol-postgres'),
  suite('guarantees'),
  suite('guarantees-postgres'),
  suite('faults'),
  suite('browser'),
  check('bundle', script('check-bundle.mjs')),
];

await main(process.argv.slice(2));

async function main(named) {
  const unknown = named.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) {
    console.error(
      `There is no part ${unknown.join(', ')}. The parts are ${parts.map(({ name }) => name).join(', ')}.`,
    );
    process.exit(2);
  }
  const results = [await timed('setup', async () => bootstrapped())];
  for (const part of parts) {
    if (named.length === 0 || named.includes(part.name)) results.push(await timed(part.name, part.run));
  }
  rmSync(reports, { recursive: true, force: true });
  summarise(results);
}

function bootstrapped() {
  bootstrap();
  return { passed: 1, failed: 0 };
}

async function timed(name, run) {
  console.log(`\n── ${name}`);
  const started = performance.now();
  const counts = await run();
  return { name, ...counts, seconds: (performance.now() - started) / 1_000 };
}

function summarise(results) {
  console.log('');
  for (const { name, passed, failed, seconds } of results) {
    const counts = `${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed`;
    console.log(`${name.padEnd(18)} ${counts} ${seconds.toFixed(1).padStart(7)} s`);
  }
  const sum = (field) => results.reduce((total, result) => total + result[field], 0);
  console.log(`${'all'.padEnd(18)} ${' '.repeat(23)} ${sum('seconds').toFixed(1).padStart(6)} s\n`);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
}

function tool(path, ...args) {
  return [join('node_modules', path), ...args];
}

function script(name, ...args) {
  return [join('scripts', name), ...args];
}

async function runAll(commands) {
  let failed = 0;
  for (const args of commands) if ((await run(args)) !== 0) failed += 1;
  return { passed: commands.length - failed, failed };
}

async function runSuite(project, environment) {
  mkdirSync(reports, { recursive: true });
  const report = join(reports, `${project}.json`);
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const code = await run(
    [join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', project, ...reporters],
    environment,
  );
  const { passed, failed } = readReport(report);
  // A runner that fails without a failed test (a file that cannot be loaded, a server that never came up) is a failure too.
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function readReport(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTotalTests } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    // What was skipped has not been seen to work; and a suite without a test proves nothing.
    return {
      passed: numPassedTests,
      failed: numFailedTests + numPendingTests + (numTotalTests === 0 ? 1 : 0),
    };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function run(args, environment = {}) {
  return new Promise((resolve) => {
    const env = { ...projectEnvironment(), NO_COLOR: '1', ...environment };
    const child = spawn(node, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
