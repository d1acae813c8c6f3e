import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../../e2e/support/database.ts';
import { type Claim, IdempotencyKeysRepository } from './idempotency-keys.repository.ts';

let store: TestDatabase;
let keys: IdempotencyKeysRepository;
beforeAll(async () => {
  store = await openTestDatabase();
  keys = new IdempotencyKeysRepository(store.database);
});
afterAll(() => store.close());

const claim = (key: string, at: number, more: Partial<Claim> = {}) =>
  keys.claim({
    key_hash: key,
    request_hash: 'r',
    claimed_at: at,
    expires_at: at + 1_000,
    staleBefore: at - 100,
    ...more,
  });

describe('R39: the keys of requests that may be repeated', () => {
  test('one of many claims at once has the key', async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim('many', 10)));
    expect(claims.filter((there) => there === undefined)).toHaveLength(1);
  });

  test('what was answered is there until its time is over', async () => {
    expect(await claim('kept', 0)).toBeUndefined();
    await keys.keep('kept', 'sealed');
    expect(await claim('kept', 999)).toMatchObject({ sealed: 'sealed', request_hash: 'r' });
    expect(await claim('kept', 1_000)).toBeUndefined();
  });

  test('a claim that was given back, or never answered, is free; one that was answered is not', async () => {
    await claim('free', 0);
    await keys.release('free');
    expect(await claim('free', 1)).toBeUndefined();
    expect(await claim('free', 50)).toMatchObject({ sealed: null });
    expect(await claim('free', 101)).toBeUndefined();
    await keys.keep('free', 'sealed');
    await keys.release('free');
    expect(await claim('free', 300)).toMatchObject({ sealed: 'sealed' });
  });
});
