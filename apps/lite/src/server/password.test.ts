import { expect, test } from 'vitest';
import { WrongGuesses } from './guesses.ts';
import { keep, Lock } from './password.ts';

test('R30: a lock opens to its password only, and keeps none of its words', async () => {
  const kept = await keep('open sesame');
  expect(JSON.stringify(kept)).not.toContain('sesame');
  const lock = new Lock(kept);
  expect([await lock.opens('open sesame'), await lock.opens('open sesame')]).toEqual([true, true]);
  expect([await lock.opens('Open sesame'), await lock.opens('')]).toEqual([false, false]);
  expect((await keep('open sesame')).hash).not.toBe(kept.hash);
});

test('five wrong guesses in ten minutes are enough', () => {
  const guesses = new WrongGuesses();
  for (let count = 0; count < 5; count += 1) {
    guesses.check('eve', 0);
    guesses.count('eve', 0);
  }
  expect(() => guesses.check('eve', 1_000)).toThrow(
    expect.objectContaining({ code: 'rate_limited', retryAfter: 599 }),
  );
  expect(() => guesses.check('ada', 1_000)).not.toThrow();
  expect(() => guesses.check('eve', 600_001)).not.toThrow();
});

test('locks wait for their turn, and too many are sent away', async () => {
  const lock = new Lock(await keep('open sesame'));
  const tries = await Promise.allSettled(
    Array.from({ length: 30 }, (_, index) => lock.opens(`guess ${index}`)),
  );
  expect(tries.slice(0, 22).every((one) => one.status === 'fulfilled' && !one.value)).toBe(true);
  expect(tries.slice(22)).toEqual(Array(8).fill(expect.objectContaining({ status: 'rejected' })));
});

test('a thousand who come at once with the right password are one hash', async () => {
  const lock = new Lock(await keep('open sesame'));
  const tries = await Promise.all(Array.from({ length: 1_000 }, () => lock.opens('open sesame')));
  expect(new Set(tries)).toEqual(new Set([true]));
});
