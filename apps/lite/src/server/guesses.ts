import { Problem } from '@parlor/protocol';

const MOST = 5;
const WINDOW = 10 * 60_000;
/** Most guessers remembered; the oldest is forgotten first. */
const REMEMBERED = 10_000;

interface Guesses {
  count: number;
  readonly until: number;
}

/** Counts wrong room passwords: five in ten minutes from one address for one room. */
export class WrongGuesses {
  readonly #guesses = new Map<string, Guesses>();

  /** @throws Problem `rate_limited` when there were too many. */
  check(key: string, now: number): void {
    const found = this.#guesses.get(key);
    if (found === undefined || found.count < MOST || found.until <= now) return;
    const retryAfter = Math.ceil((found.until - now) / 1_000);
    throw new Problem('rate_limited', { detail: 'Too many wrong passwords for this room.', retryAfter });
  }

  /** Counts a wrong one. */
  count(key: string, now: number): void {
    const found = this.#guesses.get(key);
    if (found !== undefined && found.until > now) {
      found.count += 1;
      return;
    }
    this.#guesses.delete(key);
    this.#guesses.set(key, { count: 1, until: now + WINDOW });
    const [oldest] = this.#guesses.keys();
    if (this.#guesses.size > REMEMBERED && oldest !== undefined) this.#guesses.delete(oldest);
  }
}
