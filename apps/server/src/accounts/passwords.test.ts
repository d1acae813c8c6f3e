import { expect, test } from 'vitest';
import { Passwords } from './passwords.ts';

test('R68: a password is hashed with a salt of its own, and known again', async () => {
  const passwords = new Passwords(4);
  const [one, two] = [await passwords.hash('correct horse'), await passwords.hash('correct horse')];
  expect(one).not.toBe(two);
  expect(await passwords.matches('correct horse', one)).toBe(true);
  expect(await passwords.matches('correct hors', one)).toBe(false);
  expect(await passwords.matches('', one)).toBe(false);
});

test('nobody has the hash of an account that is not there', async () => {
  const passwords = new Passwords(4);
  for (const guess of ['', '.', 'null', 'undefined']) {
    expect(await passwords.matches(guess, undefined)).toBe(false);
    expect(await passwords.matches(guess, null)).toBe(false);
  }
});

test('a wave of logins waits in turn, and beyond a bound is told to come back', async () => {
  const passwords = new Passwords(4);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 300 }, () => passwords.matches('x', undefined)),
  );
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.reason).toMatchObject({ code: 'unavailable', retryAfter: 5 });
  expect(outcomes.length - refused.length).toBeGreaterThanOrEqual(200);
  expect(await passwords.matches('x', undefined)).toBe(false);
});
