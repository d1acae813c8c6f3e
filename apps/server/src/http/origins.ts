import type { Config } from '../config/config.ts';

/** Whether a page of this origin may act in a person's name: the server's own, or one the operator has named. */
export function isTrustedOrigin(
  origin: string,
  { config, host }: { config: Pick<Config, 'baseUrl' | 'corsOrigins'>; host: string },
): boolean {
  if (config.corsOrigins.includes(origin)) return true;
  const parsed = URL.parse(origin);
  // `user@` and paths are no part of an origin: what has them is forged.
  if (!parsed || parsed.origin !== origin) return false;
  if (config.baseUrl !== undefined && URL.parse(config.baseUrl)?.origin === origin) return true;
  return parsed.host === host.toLowerCase().replace(parsed.protocol === 'https:' ? /:443$/ : /:80$/, '');
}
