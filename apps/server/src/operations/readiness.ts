import type { Database } from '../database/database.ts';

const PING_MS = 2_000;

/** What one look at the server found. */
export interface Checks {
  readonly ready: boolean;
  readonly checks: Readonly<Record<'database' | 'draining', 'ok' | 'failed'>>;
}

/** Whether the server should be sent requests. */
export class Readiness {
  readonly #database: Pick<Database, 'ping'>;
  #draining = false;

  constructor(database: Pick<Database, 'ping'>) {
    this.#database = database;
  }

  /** From now on the server is not ready: it is about to stop. */
  drain(): void {
    this.#draining = true;
  }

  async look(): Promise<Checks> {
    const database = (await this.#answers()) ? 'ok' : 'failed';
    const draining = this.#draining ? 'failed' : 'ok';
    return { ready: database === 'ok' && draining === 'ok', checks: { database, draining } };
  }

  async #answers(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the store did not answer in time')), PING_MS);
    });
    try {
      await Promise.race([this.#database.ping(), tooLate]);
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
