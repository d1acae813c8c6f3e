import { createHash, randomInt, timingSafeEqual } from 'node:crypto';

// Without characters that look like others.
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** The one-time code that makes the first admin. */
export class SetupCode {
  /** As it is printed. */
  readonly text: string;
  readonly #digest: Buffer;

  constructor(given: string | undefined) {
    this.text = given ?? `${randomPart()}-${randomPart()}`;
    this.#digest = digest(this.text);
  }

  /** Whether this is the code, in any case and with or without separators. Takes as long for every guess. */
  matches(guess: string): boolean {
    return timingSafeEqual(digest(guess), this.#digest);
  }
}

function randomPart(): string {
  return Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

function digest(code: string): Buffer {
  const bare = code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return createHash('sha256').update(bare).digest();
}
