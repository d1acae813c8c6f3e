import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { Problem } from '@parlor/protocol';

/** A room's password as it is kept: never its words. */
export interface KeptPassword {
  readonly salt: string;
  readonly hash: string;
}

const COST = { N: 16_384, r: 8, p: 1 };
const BYTES = 32;

/** Only this process can compare against what `Lock` remembers. */
const PROCESS_KEY = randomBytes(BYTES);

/** Hashes a new password with a salt of its own. */
export async function keep(password: string): Promise<KeptPassword> {
  const salt = randomBytes(16);
  return { salt: salt.toString('base64'), hash: (await derive(password, salt)).toString('base64') };
}

/** A room's lock. A thousand who come back at once with the right password cost one scrypt. */
export class Lock {
  readonly #kept: KeptPassword;
  #proven: Buffer | undefined;
  /** Passwords being judged, by digest: the same one is judged once. */
  readonly #judging = new Map<string, Promise<boolean>>();

  constructor(kept: KeptPassword) {
    this.#kept = kept;
  }

  /** Whether the password is the room's. @throws Problem `unavailable` when too many are being judged. */
  opens(password: string): Promise<boolean> {
    const digest = createHmac('sha256', PROCESS_KEY).update(password).digest();
    if (this.#proven !== undefined && timingSafeEqual(this.#proven, digest)) return Promise.resolve(true);
    const key = digest.toString('base64');
    const known = this.#judging.get(key);
    if (known !== undefined) return known;
    const judged = this.#judge(password, digest).finally(() => this.#judging.delete(key));
    this.#judging.set(key, judged);
    return judged;
  }

  async #judge(password: string, digest: Buffer): Promise<boolean> {
    const derived = await derive(password, Buffer.from(this.#kept.salt, 'base64'));
    const hash = Buffer.from(this.#kept.hash, 'base64');
    if (hash.length !== derived.length || !timingSafeEqual(hash, derived)) return false;
    this.#proven = digest;
    return true;
  }
}

/** Hashes at work at once: they take threads that the rooms' syncs need. */
const AT_WORK = 2;
/** Hashes that may wait for their turn. */
const IN_LINE = 20;

let working = 0;
const line: (() => void)[] = [];

/** @throws Problem `unavailable` when too many wait already: guessing must not cost the rooms their threads. */
async function derive(password: string, salt: Buffer): Promise<Buffer> {
  if (line.length >= IN_LINE) {
    throw new Problem('unavailable', { detail: 'Too many are at the door. Try again soon.', retryAfter: 5 });
  }
  if (working >= AT_WORK) await new Promise<void>((resolve) => line.push(resolve));
  working += 1;
  try {
    // NFKC: the same words typed on another keyboard are the same password.
    return await scryptAsync(password.normalize('NFKC'), salt);
  } finally {
    working -= 1;
    line.shift()?.();
  }
}

function scryptAsync(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, BYTES, COST, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
