import type { CloseCode } from '@parlor/protocol';
import type { Connection, Identity } from './connection.ts';
import type { Encoded } from './encoded.ts';

/** Every live connection of this node, by session and by person. */
export class Connections<Who extends Identity> {
  readonly #all = new Set<Connection<Who>>();
  readonly #bySession = new Map<string, Set<Connection<Who>>>();
  readonly #byUser = new Map<string, Set<Connection<Who>>>();

  /** How many there are. */
  get size(): number {
    return this.#all.size;
  }

  /** Notes a new connection; nobody is signed in on it yet. */
  add(connection: Connection<Who>): void {
    this.#all.add(connection);
  }

  /** Notes who the connection speaks for. */
  identified(connection: Connection<Who>, { sessionId, userId }: Who): void {
    addTo(this.#bySession, sessionId, connection);
    addTo(this.#byUser, userId, connection);
  }

  /** Forgets a connection that is over. */
  remove(connection: Connection<Who>): void {
    this.#all.delete(connection);
    if (connection.identity === undefined) return;
    removeFrom(this.#bySession, connection.identity.sessionId, connection);
    removeFrom(this.#byUser, connection.identity.userId, connection);
  }

  /** Every connection. */
  all(): Iterable<Connection<Who>> {
    return this.#all;
  }

  /** The connections of one person. */
  ofUser(userId: string): Iterable<Connection<Who>> {
    return this.#byUser.get(userId) ?? [];
  }

  /** Tells one person something on each of their connections but one. */
  tellUser(userId: string, event: Encoded, except?: Connection<Who>): void {
    for (const connection of this.ofUser(userId)) if (connection !== except) connection.event(event);
  }

  /** Ends the connections of a session. */
  closeSession(sessionId: string, code: CloseCode): void {
    for (const connection of [...(this.#bySession.get(sessionId) ?? [])]) connection.close(code);
  }
}

function addTo<Item>(sets: Map<string, Set<Item>>, key: string, item: Item): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([item]));
  else set.add(item);
}

function removeFrom<Item>(sets: Map<string, Set<Item>>, key: string, item: Item): void {
  const set = sets.get(key);
  set?.delete(item);
  if (set?.size === 0) sets.delete(key);
}
