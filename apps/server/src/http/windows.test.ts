import { expect, test } from 'vitest';
import { Windows } from './windows.ts';

test('a window counts until its time is over', () => {
  let now = 0;
  const windows = new Windows(() => now);
  expect(windows.take('a', 10)).toEqual({ count: 1, reset: 10 });
  now = 9_500;
  expect(windows.take('a', 10)).toEqual({ count: 2, reset: 1 });
  now = 10_000;
  expect(windows.take('a', 10)).toEqual({ count: 1, reset: 10 });
});

test('what is given back was never counted', () => {
  const windows = new Windows(() => 0);
  windows.take('a', 10);
  windows.giveBack('a');
  windows.giveBack('a');
  windows.giveBack('unknown');
  expect(windows.take('a', 10).count).toBe(1);
});

test('many keys cost bounded memory: the oldest are forgotten', () => {
  const windows = new Windows(() => 0);
  for (let key = 0; key < 50_001; key++) windows.take(String(key), 10);
  expect(windows.take('0', 10).count).toBe(1);
  expect(windows.take('50000', 10).count).toBe(2);
});
