import { createHash, randomBytes } from 'node:crypto';

/** A secret that nobody guesses: 256 bits, for addresses and headers alike. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret of ours. It is random enough that a plain hash cannot be guessed back. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
