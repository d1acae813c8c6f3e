import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Pacer } from './pacer.ts';
import { TokenBucket } from './token-bucket.ts';

describe('a pacer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('runs at the end of the turn when it is quiet, and then once an interval', () => {
    const ran: string[] = [];
    const pacer = new Pacer(1_000, (key) => ran.push(key));
    pacer.touch('a');
    pacer.touch('a');
    pacer.touch('b');
    expect(ran).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(ran).toEqual(['a', 'b']);
    vi.advanceTimersByTime(2_000);
    expect(ran.splice(0)).toEqual(['a', 'b']);
    pacer.touch('a');
    pacer.touch('b');
    vi.advanceTimersByTime(1);
    for (let index = 0; index < 100; index += 1) pacer.touch('a');
    vi.advanceTimersByTime(998);
    expect(ran).toEqual(['a', 'b']);
    vi.advanceTimersByTime(2);
    expect(ran).toEqual(['a', 'b', 'a']);
  });

  test('keeps nothing of what is quiet', () => {
    const pacer = new Pacer(1_000, () => {});
    pacer.touch('a');
    vi.advanceTimersByTime(5_000);
    expect(vi.getTimerCount()).toBe(0);
    const again = vi.fn();
    new Pacer(1_000, again).touch('a');
    vi.advanceTimersByTime(5_000);
    expect(again).toHaveBeenCalledTimes(1);
  });
});

describe('a token bucket', () => {
  test('gives its capacity at once, and then as fast as it fills', () => {
    let now = 0;
    const bucket = new TokenBucket({ capacity: 20, perSecond: 1 }, () => now);
    for (let index = 0; index < 20; index += 1) expect(bucket.take()).toBe(0);
    expect(bucket.take()).toBe(1);
    now += 999;
    expect(bucket.take()).toBe(1);
    now += 1;
    expect(bucket.take()).toBe(0);
    expect(bucket.take()).toBe(1);
  });

  test('never holds more than its capacity, and says when it does', () => {
    let now = 0;
    const bucket = new TokenBucket({ capacity: 2, perSecond: 10 }, () => now);
    expect(bucket.isFull).toBe(true);
    bucket.take();
    expect(bucket.isFull).toBe(false);
    now += 3_600_000;
    expect(bucket.isFull).toBe(true);
    expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([0, 0, 1]);
  });

  test('says how many seconds a slow one takes', () => {
    const bucket = new TokenBucket({ capacity: 1, perSecond: 0.1 }, () => 0);
    bucket.take();
    expect(bucket.take()).toBe(10);
  });
});
