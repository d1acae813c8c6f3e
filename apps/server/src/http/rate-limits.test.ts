import { expect, test } from 'vitest';
import { RateLimits } from './rate-limits.ts';

function limits() {
  const clock = { now: 0 };
  return { clock, limits: new RateLimits({ on: true, now: () => clock.now }) };
}

const isLimited = (work: () => unknown) => {
  try {
    work();
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: 'rate_limited', retryAfter: expect.any(Number) });
    return true;
  }
};

test('a person may ask 600 times a minute, an address without a sign-in 60 times', () => {
  const { limits: counted, clock } = limits();
  for (let count = 0; count < 600; count++) counted.request({ userId: 'ada' });
  expect(isLimited(() => counted.request({ userId: 'ada' }))).toBe(true);
  expect(isLimited(() => counted.request({ userId: 'bob' }))).toBe(false);
  for (let count = 0; count < 60; count++) counted.request({ address: '10.0.0.1' });
  expect(isLimited(() => counted.request({ address: '10.0.0.1' }))).toBe(true);
  expect(isLimited(() => counted.request({ address: '10.0.0.2' }))).toBe(false);
  clock.now += 60_000;
  expect(counted.request({ userId: 'ada' })).toMatchObject({ remaining: 599, reset: 60 });
});

test('a whole network of IPv6 is one address', () => {
  const { limits: counted } = limits();
  for (let count = 0; count < 60; count++)
    counted.request({ address: `2001:db8:1:2::${count.toString(16)}` });
  expect(isLimited(() => counted.request({ address: '2001:db8:1:2:ffff:1:2:3' }))).toBe(true);
  expect(isLimited(() => counted.request({ address: '2001:db8:1:3::1' }))).toBe(false);
  expect(isLimited(() => counted.request({ address: '::1' }))).toBe(false);
});

test('five wrong passwords in five minutes for an account from an address; a right one is not counted', () => {
  const { limits: counted, clock } = limits();
  const wrong = (account: string, address: string) =>
    isLimited(() => counted.attempt('login', [`${account} ${address}`, address]));
  for (let count = 0; count < 20; count++) counted.attempt('login', ['ada home', 'home']).succeeded();
  for (let count = 0; count < 5; count++) expect(wrong('ada', 'home')).toBe(false);
  expect(wrong('ada', 'home')).toBe(true);
  // A stranger locks nobody out: the same account from elsewhere goes on.
  expect(wrong('ada', 'elsewhere')).toBe(false);
  clock.now += 300_000;
  expect(wrong('ada', 'home')).toBe(false);
});

test('a hundred wrong passwords an hour from one address, over all accounts', () => {
  const { limits: counted } = limits();
  const outcomes = Array.from({ length: 101 }, (_, index) =>
    isLimited(() => counted.attempt('login', [`a${index} home`, 'home'])),
  );
  expect(outcomes.indexOf(true)).toBe(100);
});

test('guesses made at once are counted before any is answered', () => {
  const { limits: counted } = limits();
  const started = Array.from({ length: 50 }, () =>
    isLimited(() => counted.attempt('roomPassword', ['vault ada'])),
  );
  expect(started.filter((limited) => !limited)).toHaveLength(5);
});

test('nothing is limited when limits are off', () => {
  const off = new RateLimits({ on: false, now: () => 0 });
  for (let count = 0; count < 1_000; count++) {
    expect(off.request({ address: 'x' })).toBeUndefined();
    off.attempt('login', ['x', 'x']);
  }
});
