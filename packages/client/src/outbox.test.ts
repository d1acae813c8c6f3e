import { Problem } from '@parlor/protocol';
import { describe, expect, it } from 'vitest';
import { Disconnected } from './failures.ts';
import { memoryStorage, Outbox, type Stored } from './outbox.ts';
import type { OutboxItem } from './outbox-item.ts';
import { ManualClock, settle } from './testing/manual-clock.ts';

/** An outbox whose sends the test answers by hand. */
function setUp(storage = memoryStorage()) {
  const clock = new ManualClock();
  clock.chance = 0.999_999;
  const sent: string[] = [];
  const answers: { resolve(stored: Stored): void; reject(failure: unknown): void }[] = [];
  const send = (item: OutboxItem) => {
    sent.push(item.body);
    return new Promise<Stored>((resolve, reject) => answers.push({ resolve, reject }));
  };
  const outbox = new Outbox({ storage, send, clock });
  const add = (body: string, room = 'r') =>
    outbox.add({ clientId: `id-${body}`, room, body, createdAt: clock.now() });
  const answer = async (failure?: unknown) => {
    const { resolve, reject } = answers.shift()!;
    if (failure) reject(failure);
    else resolve({ seq: 1, version: 1, nth: 1 });
    await settle();
  };
  return { clock, outbox, storage, sent, add, answer };
}

describe('an outbox', () => {
  it('sends in order without waiting for each answer, and forgets what the server has', async () => {
    const { outbox, storage, sent, add, answer } = setUp();
    outbox.online();
    await add('one');
    await add('two');
    expect(sent).toEqual(['one', 'two']);
    await answer();
    await answer();
    expect(outbox.items).toEqual([]);
    expect(await storage.load()).toEqual([]);
  });

  it('keeps what is written offline, and sends it when there is a connection', async () => {
    const { outbox, sent, add } = setUp();
    await add('one');
    await add('two');
    expect(sent).toEqual([]);
    outbox.online();
    expect(sent).toEqual(['one', 'two']);
  });

  it('tells of a stored one before it leaves the list', async () => {
    const { outbox, add, answer } = setUp();
    const counts: number[] = [];
    outbox.onStored(() => counts.push(outbox.items.length));
    outbox.online();
    await add('one');
    await answer();
    expect(counts).toEqual([1]);
  });

  it('takes up what an earlier life left, unanswered ones too, in the order written', async () => {
    const first = setUp();
    first.outbox.online();
    await first.add('one');
    await first.clock.pass(5);
    await first.add('two');
    const second = setUp(first.storage);
    await second.outbox.restore();
    second.outbox.online();
    expect(second.sent).toEqual(['one', 'two']);
  });

  it('sends again after 1, 2, 4, 8, 15, 30, 30 s', async () => {
    const { clock, outbox, add, answer } = setUp();
    outbox.online();
    await add('one');
    const waits: (number | undefined)[] = [];
    for (let failure = 0; failure < 7; failure++) {
      await answer(new Problem('unavailable'));
      waits.push(clock.next);
      await clock.pass(clock.next ?? 0);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000]);
  });

  it('waits as long as the server says', async () => {
    const { clock, outbox, add, answer } = setUp();
    outbox.online();
    await add('one');
    await answer(new Problem('slow_mode', { retryAfter: 12 }));
    expect(clock.next).toBe(12_000);
  });

  it('holds back what comes behind one that waits for its next try', async () => {
    const { clock, outbox, sent, add, answer } = setUp();
    outbox.online();
    await add('one');
    await answer(new Problem('rate_limited', { retryAfter: 3 }));
    await add('two');
    await add('elsewhere', 'r2');
    expect(sent).toEqual(['one', 'elsewhere']);
    await clock.pass(3_000);
    expect(sent).toEqual(['one', 'elsewhere', 'one', 'two']);
  });

  it('keeps what was refused for good, with the problem, and goes on with the next', async () => {
    const { outbox, storage, sent, add, answer } = setUp();
    outbox.online();
    await add('one');
    await answer(new Problem('muted'));
    await add('two');
    expect(outbox.items[0]).toMatchObject({ state: 'failed', problem: { code: 'muted' } });
    expect(await storage.load()).toMatchObject([{ state: 'failed' }, { state: 'queued' }]);
    expect(sent).toEqual(['one', 'two']);
  });

  it('sends a refused one again only when it is asked to, with the same clientId', async () => {
    const { outbox, sent, add, answer } = setUp();
    outbox.online();
    await add('one');
    await answer(new Problem('muted'));
    outbox.offline();
    outbox.online();
    expect(sent).toEqual(['one']);
    outbox.retry('id-one');
    expect(sent).toEqual(['one', 'one']);
    expect(outbox.items[0]).toMatchObject({ clientId: 'id-one', state: 'sending' });
  });

  it('throws one away when it is asked to', async () => {
    const { outbox, storage, add } = setUp();
    await add('one');
    outbox.discard('id-one');
    await settle();
    expect(outbox.items).toEqual([]);
    expect(await storage.load()).toEqual([]);
  });

  it('puts what was unanswered back in line when the connection ends, without counting it as a failure', async () => {
    const { outbox, sent, add, answer } = setUp();
    outbox.online();
    await add('one');
    outbox.offline();
    await answer(new Disconnected());
    expect(outbox.items[0]).toMatchObject({ state: 'queued', failures: 0 });
    outbox.online();
    expect(sent).toEqual(['one', 'one']);
  });

  it('sends although the storage refuses', async () => {
    const broken = { ...memoryStorage(), put: async () => Promise.reject(new Error('quota')) };
    const { outbox, sent, add } = setUp(broken);
    outbox.online();
    await add('one');
    expect(sent).toEqual(['one']);
  });
});
