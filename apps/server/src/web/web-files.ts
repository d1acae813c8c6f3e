import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** What the page's build has left for us. */
export interface WebFiles {
  readonly root: string;
  /** Paths inside `root`, with `/` between. */
  readonly names: ReadonlySet<string>;
  /** The content security policy of each HTML file. */
  readonly policies: ReadonlyMap<string, string>;
}

/** Looks at the built page; undefined when it has not been built. */
export function readWebFiles(root: string): WebFiles | undefined {
  try {
    const names = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
      // The compressed twins are chosen by what the browser accepts, never by name.
      .filter((name) => name !== 'csp.json' && !/\.(br|gz)$/.test(name));
    const scripts = JSON.parse(readFileSync(join(root, 'csp.json'), 'utf8')) as Record<string, string[]>;
    if (!names.includes('index.html')) return undefined;
    const policies = Object.entries(scripts).map(([name, hashes]) => [name, policyOf(hashes)] as const);
    return { root, names: new Set(names), policies: new Map(policies) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Everything from our own origin, and of the scripts in the page itself those that the build has written. */
export function policyOf(hashes: readonly string[]): string {
  const scripts = hashes.map((hash) => ` '${hash.replaceAll("'", '')}'`).join('');
  return [
    "default-src 'none'",
    `script-src 'self'${scripts}`,
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
