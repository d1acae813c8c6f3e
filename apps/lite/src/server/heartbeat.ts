import { LIMITS } from '@parlor/protocol';
import type { Connection } from './connection.ts';

/** Groups that are pinged one after the other, so that thousands of pings never fall into one turn. */
const GROUPS = 25;

/** Pings every connection each 25 s, and cuts one whose pong to the last ping has not come. */
export class Heartbeat {
  readonly #groups: Set<Connection>[] = Array.from({ length: GROUPS }, () => new Set());
  readonly #timer: NodeJS.Timeout;
  #turn = 0;

  constructor() {
    this.#timer = setInterval(() => this.#beat(), LIMITS.heartbeat / GROUPS);
  }

  /** Adds a connection; its first ping is due in a whole heartbeat. */
  add(connection: Connection): void {
    connection.group = (this.#turn + GROUPS - 1) % GROUPS;
    this.#groups[connection.group]?.add(connection);
  }

  remove(connection: Connection): void {
    this.#groups[connection.group]?.delete(connection);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    for (const connection of this.#groups[this.#turn % GROUPS] ?? []) {
      if (connection.owesPong && !connection.isPaused) connection.terminate();
      else connection.ping();
    }
    this.#turn += 1;
  }
}
