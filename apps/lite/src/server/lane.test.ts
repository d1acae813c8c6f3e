import { expect, test } from 'vitest';
import { Lane } from './lane.ts';

test('runs tasks one after the other, also those that take time', async () => {
  const [lane, done] = [new Lane(), [] as string[]];
  const slow = Promise.withResolvers<void>();
  lane.add(() => slow.promise.then(() => void done.push('slow')));
  lane.add(() => void done.push('quick'));
  expect([done, lane.isFree]).toEqual([[], false]);
  slow.resolve();
  await slow.promise;
  await new Promise(setImmediate);
  expect([done, lane.isFree]).toEqual([['slow', 'quick'], true]);
});

test('holds a task back until the sends before it are answered', () => {
  const [lane, done] = [new Lane(), [] as string[]];
  lane.sent();
  lane.sent();
  lane.add(() => void done.push('list'));
  lane.answered(1);
  expect(done).toEqual([]);
  lane.answered(1);
  expect(done).toEqual(['list']);
});
