import { isIPv6 } from 'node:net';
import { Problem } from '@parlor/protocol';
import { Windows } from './windows.ts';

/** At most `quota` in every `seconds`. */
export interface Policy {
  readonly name: string;
  readonly quota: number;
  readonly seconds: number;
}

/** The defaults of the protocol. */
export const POLICIES = {
  user: { name: 'user', quota: 600, seconds: 60 },
  address: { name: 'address', quota: 60, seconds: 60 },
  login: { name: 'login', quota: 5, seconds: 300 },
  loginAddress: { name: 'login-address', quota: 100, seconds: 3_600 },
  setup: { name: 'setup', quota: 10, seconds: 300 },
  roomPassword: { name: 'room-password', quota: 5, seconds: 600 },
  friendRequest: { name: 'friend-request', quota: 20, seconds: 3_600 },
  send: { name: 'send', quota: 10, seconds: 10 },
  commands: { name: 'commands', quota: 100, seconds: 10 },
} as const satisfies Record<string, Policy>;

/** The name of a limit. */
export type PolicyName = keyof typeof POLICIES;

/** Whose requests are counted. */
export type Asker = { readonly userId: string } | { readonly address: string };

/** What may be tried wrongly only so often, with the policies that its keys are counted under. */
const ATTEMPTS = {
  login: [POLICIES.login, POLICIES.loginAddress],
  setup: [POLICIES.setup],
  roomPassword: [POLICIES.roomPassword],
  friendRequest: [POLICIES.friendRequest],
} as const satisfies Record<string, readonly Policy[]>;

/** Where a counter stands after a request. */
export interface Allowance {
  readonly policy: Policy;
  readonly remaining: number;
  /** Seconds until the window begins anew. */
  readonly reset: number;
}

/** A try that counts as wrong until it is said to have succeeded: many at once cannot slip past the count. */
export interface Attempt {
  succeeded(): void;
}

const FREE: Attempt = { succeeded: () => undefined };

/** Counts requests and wrong guesses on this node, with bounded memory. */
export class RateLimits {
  readonly #windows: Windows;
  readonly #on: boolean;

  constructor({ on, now }: { on: boolean; now: () => number }) {
    this.#on = on;
    this.#windows = new Windows(now);
  }

  /** Counts a request of a signed-in person or, without one, of an address. @throws Problem `rate_limited` */
  request(by: Asker): Allowance | undefined {
    if (!this.#on) return undefined;
    const { policy, key } = counterOf(by);
    const { count, reset } = this.#windows.take(key, policy.seconds);
    if (count > policy.quota) throw tooMany(reset);
    return { policy, remaining: policy.quota - count, reset };
  }

  /** What is left to an asker, without counting. */
  left(by: Asker): Allowance | undefined {
    if (!this.#on) return undefined;
    const { policy, key } = counterOf(by);
    const { count, reset } = this.#windows.look(key, policy.seconds);
    return { policy, remaining: Math.max(0, policy.quota - count), reset };
  }

  /** Counts a guess under each of its keys, one for each policy of `kind`. @throws Problem `rate_limited` */
  attempt(kind: keyof typeof ATTEMPTS, keys: readonly string[]): Attempt {
    if (!this.#on) return FREE;
    const counted = ATTEMPTS[kind].map((policy, index) => ({ policy, key: `${policy.name} ${keys[index]}` }));
    const over = counted
      .map(({ policy, key }) => ({ policy, ...this.#windows.take(key, policy.seconds) }))
      .find(({ count, policy }) => count > policy.quota);
    if (over) throw tooMany(over.reset);
    return {
      succeeded: () => {
        for (const { key } of counted) this.#windows.giveBack(key);
      },
    };
  }
}

function counterOf(by: Asker): { readonly policy: Policy; readonly key: string } {
  const [policy, key] =
    'userId' in by ? [POLICIES.user, by.userId] : [POLICIES.address, networkOf(by.address)];
  return { policy, key: `${policy.name} ${key}` };
}

function tooMany(reset: number): Problem {
  return new Problem('rate_limited', { detail: `Too many: try again in ${reset} s.`, retryAfter: reset });
}

/** One household is one asker: IPv6 hands out whole networks, so its first four groups count. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [before = '', after] = (address.split('%')[0] ?? '').split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after ? after.split(':') : [];
  const zeros = after === undefined ? [] : Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail].slice(0, 4).join(':');
}
