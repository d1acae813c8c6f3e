import type { Reply } from '@parlor/protocol';
import { Disconnected, problemOf } from './failures.ts';
import type { Connection } from './transport.ts';

interface Call {
  resolve(data: unknown): void;
  reject(failure: unknown): void;
}

/** The commands of a connection that wait for their reply, by id. */
export class Calls {
  readonly #waiting = new Map<string, Call>();
  #last = 0;

  /** Sends a command and waits; with no connection it fails at once. */
  make(connection: Connection | undefined, type: string, data: object): Promise<unknown> {
    if (connection === undefined) return Promise.reject(new Disconnected('There is no connection.'));
    const id = `c${++this.#last}`;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      connection.send({ type, id, data });
    });
  }

  /** A reply came. One that nobody waits for (`re` null, or entering by the URL) is dropped. */
  answer(reply: Reply): void {
    const call = reply.re === null ? undefined : this.#waiting.get(reply.re);
    if (reply.re === null || call === undefined) return;
    this.#waiting.delete(reply.re);
    if (reply.ok) call.resolve(reply.data);
    else call.reject(problemOf(reply.problem));
  }

  /** The connection is gone: whoever waits is told that nobody knows. */
  fail(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const call of waiting) call.reject(new Disconnected());
  }
}
