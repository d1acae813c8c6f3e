import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ChangeJob } from '../writer/writer.ts';
import { Appender } from './append.ts';
import { type BatchReply, decodeChange, KIND, WIDTH } from './batch-codec.ts';
import { Changer } from './change.ts';
import { Heads } from './heads.ts';
import { Marker } from './mark.ts';
import { Results } from './results.ts';

/** Low bytes of the result codes that concern one job alone: a constraint, a value too big or of a wrong type. */
const JOB_ALONE = new Set([18, 19, 20, 25]);

/** Carries out many jobs in one synced transaction. */
export class Batches {
  readonly #database: DatabaseSync;
  readonly #heads: Heads;
  readonly #appender: Appender;
  readonly #changer: Changer;
  readonly #marker: Marker;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#heads = new Heads(database);
    this.#appender = new Appender(database, this.#heads);
    this.#changer = new Changer(database, this.#heads);
    this.#marker = new Marker(database, this.#heads);
    this.#begin = database.prepare('begin immediate');
    this.#commit = database.prepare('commit');
  }

  /** Commits and syncs the batch, then says what became of each job. Throws when nothing of it is stored. */
  run(flat: readonly unknown[], count: number): BatchReply {
    const results = new Results(count);
    try {
      this.#begin.run();
      this.#carryOut(flat, results);
      this.#heads.flush();
      this.#commit.run();
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      throw error;
    } finally {
      this.#heads.reset();
    }
    return results.reply();
  }

  #carryOut(flat: readonly unknown[], results: Results): void {
    let index = 0;
    while (index < flat.length) {
      try {
        this.#one(flat, index, results);
      } catch (error) {
        results.addFailed(this.#ownFault(error));
      }
      index += widthOf(flat[index]);
    }
  }

  #one(flat: readonly unknown[], index: number, results: Results): void {
    if (flat[index] === KIND.append) this.#appender.append(flat, index, results);
    else if (flat[index] === KIND.change) this.#change(decodeChange(flat, index), results);
    else this.#marker.mark(flat, index, results);
  }

  /** A job's own fault is its own result; a fault of the store fails the batch. */
  #ownFault(error: unknown): string {
    const { errcode, message } = error as Error & { errcode?: number };
    if (errcode === undefined || !JOB_ALONE.has(errcode & 0xff)) throw error;
    if (!this.#database.isTransaction) throw error;
    return message;
  }

  /** A change writes twice: what it wrote before it failed must not stay. */
  #change(job: ChangeJob, results: Results): void {
    this.#database.exec('savepoint job');
    try {
      this.#changer.change(job, results);
      this.#database.exec('release job');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback to job; release job');
      throw error;
    }
  }
}

function widthOf(kind: unknown): number {
  if (kind === KIND.append) return WIDTH.append;
  return kind === KIND.change ? WIDTH.change : WIDTH.mark;
}
