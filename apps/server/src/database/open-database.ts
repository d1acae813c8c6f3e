import type { Database } from './database.ts';

/** The process's end when acknowledged changes may not be on disk: EX_IOERR, told apart from every other end. */
export const EXIT_STORE_FAILED = 74;

/** Which store to open. */
export interface DatabaseOptions {
  /** Where the embedded store lives; made when it can be. */
  readonly dataDir: string;
  /** `postgres://…`: that store instead of the embedded one. */
  readonly databaseUrl?: string | undefined;
  /** Hears that the process must end; by default it does, at once, with `EXIT_STORE_FAILED`. */
  readonly onFatal?: (error: Error) => void;
}

/**
 * Opens the store, takes it for this process, and brings its tables up to date.
 * @throws StoreRefused with one clear line when it cannot be used.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { dataDir, databaseUrl, onFatal = endProcess } = options;
  if (databaseUrl !== undefined) {
    const { openPostgres } = await import('./postgres/open-postgres.ts');
    return openPostgres(databaseUrl);
  }
  const { openSqlite } = await import('./sqlite/open-sqlite.ts');
  return openSqlite({ dataDir, onFatal });
}

function endProcess(error: Error): void {
  process.stderr.write(
    `The store failed, and the server ends so that nothing false is acknowledged: ${error.message}\n`,
  );
  process.exit(EXIT_STORE_FAILED);
}
