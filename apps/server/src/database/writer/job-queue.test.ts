import { expect, test } from 'vitest';
import type { BatchOutcome, Job } from './job.ts';
import { JobQueue } from './job-queue.ts';
import { WriterUnavailable } from './writer.ts';

const mark = { roomId: 'r', userId: 'u', seq: 1 };

/** A queue over a store that keeps each batch until it is told what became of it. */
function scene() {
  const batches: { size: number; end: PromiseWithResolvers<void> }[] = [];
  const queue = new JobQueue(async (jobs: readonly Job[]): Promise<BatchOutcome> => {
    const end = Promise.withResolvers<void>();
    batches.push({ size: jobs.length, end });
    await end.promise;
    return { results: jobs.map(() => ({ seq: 1, nth: 1 })), accessVersions: jobs.map(() => 0) };
  });
  const sizes = () => batches.map(({ size }) => size);
  return { queue, batches, sizes };
}

test('what a turn brings goes at once, and what comes meanwhile goes together', async () => {
  const { queue, batches, sizes } = scene();
  const marks = [queue.mark(mark), queue.mark(mark)];
  await expect.poll(sizes).toStrictEqual([2]);
  marks.push(queue.mark(mark), queue.mark(mark), queue.mark(mark));
  batches[0]?.end.resolve();
  await expect.poll(sizes).toStrictEqual([2, 3]);
  batches[1]?.end.resolve();
  expect(await Promise.all(marks)).toHaveLength(5);
});

test('a batch that fails refuses its jobs and lets the next one go', async () => {
  const { queue, batches, sizes } = scene();
  const refused = queue.mark(mark).catch((error: unknown) => error);
  await expect.poll(sizes).toStrictEqual([1]);
  const next = queue.mark(mark);
  batches[0]?.end.reject(new Error('full'));
  expect(await refused).toBeInstanceOf(WriterUnavailable);
  await expect.poll(sizes).toStrictEqual([1, 1]);
  batches[1]?.end.resolve();
  expect(await next).toStrictEqual({ seq: 1, nth: 1 });
});

test('a batch has a largest size', async () => {
  const { queue, sizes } = scene();
  for (let index = 0; index < 2_500; index++) queue.mark(mark).catch(() => undefined);
  await expect.poll(sizes).toStrictEqual([2_000]);
});

test('when too much waits, more is refused at once', async () => {
  const { queue } = scene();
  for (let index = 0; index < 100_000; index++) queue.mark(mark).catch(() => undefined);
  await expect(queue.mark(mark)).rejects.toThrow(/Too many writes/);
});

test('one who has the store alone waits for the batch, and batches wait for them, in turn', async () => {
  const { queue, batches, sizes } = scene();
  const marks = [queue.mark(mark)];
  await expect.poll(sizes).toStrictEqual([1]);
  const turns = [queue.exclusive(), queue.exclusive()];
  marks.push(queue.mark(mark));
  batches[0]?.end.resolve();
  const release = await turns[0];
  expect(sizes()).toStrictEqual([1]);
  release?.();
  release?.();
  expect(sizes()).toStrictEqual([1, 1]);
  batches[1]?.end.resolve();
  (await turns[1])?.();
  await Promise.all(marks);
});

test('a queue that is closed finishes what it was given and takes no more', async () => {
  const { queue, batches, sizes } = scene();
  const given = queue.mark(mark);
  await expect.poll(sizes).toStrictEqual([1]);
  const closed = queue.close();
  await expect(queue.mark(mark)).rejects.toThrow(WriterUnavailable);
  await expect(queue.exclusive()).rejects.toThrow(WriterUnavailable);
  batches[0]?.end.resolve();
  await closed;
  expect(await given).toStrictEqual({ seq: 1, nth: 1 });
});
