/** What the main thread asks of a store worker. Every request gets one reply, in the order asked. */
export type StoreRequest =
  | { readonly ask: 'open'; readonly file: string; readonly lock: string | null }
  | { readonly ask: 'run'; readonly sql: string; readonly parameters: readonly unknown[] }
  | { readonly ask: 'begin' | 'commit' | 'rollback' | 'checkpoint' | 'restart' | 'close' }
  | { readonly ask: 'batch'; readonly jobs: readonly unknown[]; readonly count: number };

/** The reply to a request, or (without being asked) word that the open transaction was rolled back. */
export type StoreReply =
  | { readonly value: unknown }
  | { readonly error: WireError }
  | { readonly dawdled: true };

/** An error as it crosses the port. `errcode` is SQLite's extended result code, 0 when it is not SQLite's. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly errcode: number;
}

/** The outcome of one statement: rows as arrays beside their column names, so that names cross the port once. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly unknown[][];
  readonly changes: number;
}

/** How far a checkpoint came: frames in the log, and how many of them are in the main file. */
export interface Checkpointed {
  readonly frames: number;
  readonly moved: number;
}

/** The result codes that mean that a sync failed: what was acknowledged may not be on disk, so the process must end. */
export const SYNC_FAILED: ReadonlySet<number> = new Set([1034, 1290]);
