import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** What was answered to a request. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Whose key it is, for which route, and the key itself as the client sent it. */
export interface KeyUse {
  readonly userId: string;
  readonly route: string;
  readonly key: string;
}

const NONCE = 12;
const TAG = 16;

/**
 * Keeps answers so that the store alone tells nothing of them: each is sealed with a key made of the server's secret
 * and the client's `Idempotency-Key`, of which only a hash is stored. An answer may hold a token that is shown once.
 */
export class AnswerSeal {
  readonly #secret: Buffer;

  constructor(secret: string) {
    // A secret of its own: nothing made here is of use where the server's secret signs.
    this.#secret = Buffer.from(hkdfSync('sha256', secret, '', 'idempotency', 32));
  }

  /** The name under which the answer is kept. */
  nameOf(use: KeyUse): string {
    return this.hash(['name', use.userId, use.route, use.key]);
  }

  /** A hash that only this server can make. */
  hash(parts: readonly string[]): string {
    return createHmac('sha256', this.#secret).update(JSON.stringify(parts)).digest('base64url');
  }

  seal(use: KeyUse, answer: StoredAnswer): string {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.#keyOf(use), nonce);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(answer)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  open(use: KeyUse, sealed: string): StoredAnswer {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.#keyOf(use), bytes.subarray(0, NONCE));
    decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    const text = Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString();
    return JSON.parse(text) as StoredAnswer;
  }

  #keyOf({ userId, route, key }: KeyUse): Buffer {
    const info = createHash('sha256')
      .update(JSON.stringify([userId, route, key]))
      .digest();
    return Buffer.from(hkdfSync('sha256', this.#secret, '', info, 32));
  }
}
