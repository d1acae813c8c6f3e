import { expect, test } from 'vitest';
import type { Visit } from './memberships.repository.ts';
import { Visits } from './visits.ts';

const visit = (roomId: string): Visit => ({ roomId, userId: 'ada' });

test('visits that come while one is written share the next write', async () => {
  const written: number[] = [];
  const visits = new Visits({ visit: async (batch) => void written.push(batch.length) }, () => 0);
  await Promise.all(Array.from({ length: 10 }, (_, index) => visits.remember(visit(String(index)))));
  expect(written).toEqual([10]);
  await visits.remember(visit('last'));
  expect(written).toEqual([10, 1]);
});

test('many visits are written some at a time', async () => {
  const written: number[] = [];
  const visits = new Visits({ visit: async (batch) => void written.push(batch.length) }, () => 0);
  await Promise.all(Array.from({ length: 1_100 }, (_, index) => visits.remember(visit(String(index)))));
  expect(written).toEqual([500, 500, 100]);
});

test('a store that fails, or does not answer, keeps nobody out, and the next visit is written', async () => {
  const written: number[] = [];
  const store = {
    answers: [() => Promise.reject(new Error('disk full')), () => Promise.resolve()],
    visit: (batch: readonly Visit[]) => {
      written.push(batch.length);
      return store.answers.shift()?.() ?? new Promise<void>(() => undefined);
    },
  };
  const visits = new Visits(store, () => 0);
  await visits.remember(visit('refused'));
  await visits.remember(visit('stored'));
  await visits.remember(visit('never answered'));
  expect(written).toEqual([1, 1, 1]);
});
