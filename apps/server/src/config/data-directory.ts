import { randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The data directory cannot be used: its message is one clear line. */
export class DataDirectoryRefused extends Error {
  override readonly name = 'DataDirectoryRefused';
}

/** The installation's secret, from which every key is derived. */
export interface Secrets {
  readonly secretKey: string;
  /** Whether this start made the key. */
  readonly isNew: boolean;
}

/**
 * Makes the data directory when it is missing, and looks whether it can be written.
 * @throws DataDirectoryRefused
 */
export function prepareDataDirectory(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw refused(dataDir, error);
  }
}

/**
 * The operator's SECRET_KEY, or the one kept in the data directory, made on first start and readable by its owner only.
 * @throws DataDirectoryRefused
 */
export function readSecretKey(dataDir: string, given: string | undefined): Secrets {
  if (given !== undefined) return { secretKey: given, isNew: false };
  const file = join(dataDir, 'secret.key');
  try {
    const made = randomBytes(32).toString('base64url');
    // `wx`: of two processes that start at once, one makes the key and the other reads it.
    writeFileSync(file, `${made}\n`, { mode: 0o600, flag: 'wx', flush: true });
    return { secretKey: made, isNew: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw refused(dataDir, error);
  }
  return { secretKey: readKept(dataDir, file), isNew: false };
}

function readKept(dataDir: string, file: string): string {
  try {
    const kept = readFileSync(file, 'utf8').trim();
    if (kept.length >= 32) return kept;
  } catch (error) {
    throw refused(dataDir, error);
  }
  throw new DataDirectoryRefused(
    `${file} is not a key: it needs 32 characters or more. Restore it from a backup, or delete it (everyone signs in again).`,
  );
}

function refused(dataDir: string, error: unknown): DataDirectoryRefused {
  const reason = (error as NodeJS.ErrnoException).code ?? String(error);
  const user = process.getuid?.();
  const cure = user === undefined ? '' : ` Try: chown -R ${user} ${dataDir}`;
  return new DataDirectoryRefused(
    `DATA_DIR=${JSON.stringify(dataDir)} cannot be used (${reason}): give a folder that this user may write.${cure}`,
  );
}
