import type { Actor } from './actor.ts';

// How long another node's change may stay unseen here; this node's own are seen at once.
const FRESH_MS = 2_000;
const MOST = 20_000;

/** A session, and whose it is where that is known: a token of a program says nothing of its person. */
interface Claims {
  readonly sid: string;
  readonly sub?: string;
}

interface Parts {
  readonly now: () => number;
  /** Asks the store; undefined when the session has ended. */
  readonly read: (claims: Claims) => Promise<Actor | undefined>;
}

interface Entry {
  readonly actor: Actor;
  readonly readAt: number;
}

/** Remembers for a moment who sessions belong to, so that a request costs no query. */
export class SessionCache {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  readonly #read: Parts['read'];
  #changes = 0;

  constructor({ now, read }: Parts) {
    this.#now = now;
    this.#read = read;
  }

  /** Who the session belongs to, or undefined when it has ended. */
  async get(claims: Claims): Promise<Actor | undefined> {
    const known = this.#entries.get(claims.sid);
    if (known && this.#isFresh(known) && known.actor.userId === (claims.sub ?? known.actor.userId)) {
      return known.actor;
    }
    for (;;) {
      const before = this.#changes;
      const actor = await this.#read(claims);
      // Something ended while the store was asked: what it said may be older than that, so it is asked again.
      if (before !== this.#changes) continue;
      if (actor) this.#keep(claims.sid, actor);
      return actor;
    }
  }

  /** Forgets a session that has ended. */
  end(sessionId: string): void {
    this.#changes++;
    this.#entries.delete(sessionId);
  }

  /** Forgets every session of a person. */
  forget(userId: string): void {
    this.#changes++;
    for (const [id, { actor }] of this.#entries) if (actor.userId === userId) this.#entries.delete(id);
  }

  #isFresh({ readAt }: Entry): boolean {
    const age = this.#now() - readAt;
    return age >= 0 && age < FRESH_MS;
  }

  #keep(sessionId: string, actor: Actor): void {
    this.#entries.delete(sessionId);
    this.#entries.set(sessionId, { actor, readAt: this.#now() });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MOST && oldest !== undefined) this.#entries.delete(oldest);
  }
}
