import { availableParallelism } from 'node:os';
import { Problem } from '@parlor/protocol';
import { compare, hash } from 'bcrypt';

/** How dear a guess is made: about a quarter of a second of one core. */
export const PASSWORD_COST = 12;

// A wave of logins must leave cores for the conversation, and must not pile up without end.
const AT_ONCE = Math.max(1, Math.min(4, availableParallelism() - 1));
const MOST_WAITING = 200;

/** Hashes and compares passwords with bcrypt, off the event loop and a few at a time. */
export class Passwords {
  readonly #cost: number;
  readonly #nobody: string;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(cost = PASSWORD_COST) {
    this.#cost = cost;
    // No password has this hash, and comparing with it costs as much as with any other.
    this.#nobody = `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;
  }

  /** Hashes a password of at most 72 bytes; the contract has refused longer ones. */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password, this.#cost));
  }

  /** Whether the password is right. Without a hash it takes as long and is wrong: an unknown account looks like any. */
  matches(password: string, stored: string | null | undefined): Promise<boolean> {
    return this.#inTurn(async () => (await compare(password, stored ?? this.#nobody)) && stored != null);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) await this.#queue();
    else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The turn is handed over, so that nobody who comes in between takes it.
      if (next) next();
      else this.#running--;
    }
  }

  #queue(): Promise<void> {
    if (this.#waiting.length >= MOST_WAITING) {
      throw new Problem('unavailable', {
        detail: 'Too many people are signing in right now.',
        retryAfter: 5,
      });
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
