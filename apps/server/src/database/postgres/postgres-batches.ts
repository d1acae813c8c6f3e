import type pg from 'pg';
import type { BatchOutcome, Job, JobResult } from '../writer/job.ts';
import { writerClient } from './connections.ts';
import { runJobs } from './run-jobs.ts';

/** Carries out batches on one connection, which is made anew when it has failed. */
export class PostgresBatches {
  readonly #url: string;
  #client: pg.Client | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** Commits the batch, then says what became of each job. Throws when it may or may not be stored. */
  async run(jobs: readonly Job[]): Promise<BatchOutcome> {
    try {
      return await this.#attempt(jobs);
    } catch (error) {
      // Nothing is known of a failed connection's transaction but that it can be asked about by client id: let it go.
      // Nobody waits for its end: the server that failed may never answer.
      void this.close();
      if (!isJobsFault(error)) throw error;
      return jobs.length === 1 ? failed(error as Error) : this.#oneByOne(jobs);
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  async #attempt(jobs: readonly Job[]): Promise<BatchOutcome> {
    this.#client ??= await connect(this.#url);
    return runJobs(this.#client, jobs);
  }

  /** One job spoils a transaction for all: each gets its own, so that it fails alone. */
  async #oneByOne(jobs: readonly Job[]): Promise<BatchOutcome> {
    const results: (JobResult | Error)[] = [];
    const accessVersions: number[] = [];
    for (const job of jobs) {
      const outcome = await this.run([job]);
      results.push(...outcome.results);
      accessVersions.push(outcome.accessVersions[0] ?? 0);
    }
    return { results, accessVersions };
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = writerClient(url);
  await client.connect();
  return client;
}

function failed(error: Error): BatchOutcome {
  return { results: [error], accessVersions: [0] };
}

/** SQLSTATE classes 22 (data exception), 23 (integrity) and 54 (program limit): the job's own fault, not the store's. */
function isJobsFault(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(22|23|54)/.test(code);
}
