import { expect, test } from 'vitest';
import { Once } from './once.ts';

test('remembers at least the last 10,000 messages, and lets go of older ones', () => {
  const once = new Once();
  for (let seq = 1; seq <= 25_000; seq += 1) once.add(`client${seq % 7}`, `id${seq}`, seq);
  for (let seq = 15_001; seq <= 25_000; seq += 1) expect(once.find(`client${seq % 7}`, `id${seq}`)).toBe(seq);
  expect(once.find('client1', 'id1')).toBeUndefined();
});

test('keeps clients apart, and forgets what was not stored', () => {
  const once = new Once();
  once.add('ada', 'same', 1);
  once.add('bob', 'same', 2);
  once.forget('ada', 'same');
  expect([once.find('ada', 'same'), once.find('bob', 'same'), once.find('eve', 'same')]).toEqual([
    undefined,
    2,
    undefined,
  ]);
});
