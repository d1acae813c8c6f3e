import type { MessageRow } from '../writer/writer.ts';
import { type BatchReply, CODE, RESULT_WIDTH, type Status } from './batch-codec.ts';

/** Gathers what became of a batch's jobs, in their order. */
export class Results {
  readonly #numbers: Float64Array;
  readonly #rows: MessageRow[] = [];
  readonly #errors: string[] = [];
  #place = 0;

  constructor(jobs: number) {
    this.#numbers = new Float64Array(jobs * RESULT_WIDTH);
  }

  add(status: Status, first = 0, second = 0, third = 0): void {
    const place = this.#place;
    this.#numbers[place] = CODE[status];
    this.#numbers[place + 1] = first;
    this.#numbers[place + 2] = second;
    this.#numbers[place + 3] = third;
    this.#place = place + RESULT_WIDTH;
  }

  addChanged(row: MessageRow, accessVersion: number): void {
    this.add('changed', row.version, this.#rows.push(row) - 1, accessVersion);
  }

  addFailed(message: string): void {
    this.add('failed', this.#errors.push(message) - 1);
  }

  reply(): BatchReply {
    return { numbers: this.#numbers, rows: this.#rows, errors: this.#errors };
  }
}
