import { expect, test } from 'vitest';
import type { Actor } from './actor.ts';
import { SessionCache } from './session-cache.ts';

const ada = { userId: 'ada', sessionId: 's1', role: 'user' } as Actor;
const claims = { sub: 'ada', sid: 's1' };

/** A cache over a store whose answers the test gives one by one. */
function withAnswers(...answers: (Actor | undefined | Promise<Actor | undefined>)[]) {
  const clock = { now: 0 };
  const asked: string[] = [];
  const read = async ({ sid }: { sid: string }) => {
    asked.push(sid);
    return answers.shift();
  };
  return { cache: new SessionCache({ now: () => clock.now, read }), clock, asked };
}

test('a session is remembered for two seconds, then asked for again', async () => {
  const { cache, clock, asked } = withAnswers(ada, ada);
  await cache.get(claims);
  clock.now = 1_999;
  expect(await cache.get(claims)).toBe(ada);
  expect(asked).toHaveLength(1);
  clock.now = 2_000;
  await cache.get(claims);
  expect(asked).toHaveLength(2);
});

test('a clock that is set back makes nothing last longer', async () => {
  const { cache, clock, asked } = withAnswers(ada, ada);
  clock.now = 10_000;
  await cache.get(claims);
  clock.now = 0;
  await cache.get(claims);
  expect(asked).toHaveLength(2);
});

test('a session that ends while the store is asked is asked for again: the answer was older than the end', async () => {
  const gate = Promise.withResolvers<Actor | undefined>();
  const { cache, asked } = withAnswers(gate.promise, undefined, undefined);
  const looking = cache.get(claims);
  cache.end('s1');
  gate.resolve(ada);
  expect(await looking).toBeUndefined();
  expect(asked).toHaveLength(2);
  expect(await cache.get(claims)).toBeUndefined();
});

test('a person whose profile changes is read anew in every session', async () => {
  const { cache, asked } = withAnswers(ada, ada);
  await cache.get(claims);
  cache.forget('somebody else');
  await cache.get(claims);
  expect(asked).toHaveLength(1);
  cache.forget('ada');
  await cache.get(claims);
  expect(asked).toHaveLength(2);
});

test("what is remembered for its person is nobody else's", async () => {
  const { cache } = withAnswers(ada, undefined);
  await cache.get(claims);
  expect(await cache.get({ sub: 'mallory', sid: 's1' })).toBeUndefined();
});

test('what has ended is not remembered, and memory is bounded', async () => {
  const { cache, asked } = withAnswers(undefined, ada);
  expect(await cache.get(claims)).toBeUndefined();
  expect(await cache.get(claims)).toBe(ada);
  expect(asked).toHaveLength(2);
  const read = async ({ sid }: { sid: string }) => {
    asked.push(sid);
    return ada;
  };
  const many = new SessionCache({ now: () => 0, read });
  for (let index = 0; index < 20_001; index++) await many.get({ sub: 'ada', sid: `s${index}` });
  asked.length = 0;
  await many.get({ sub: 'ada', sid: 's20000' });
  expect(asked).toEqual([]);
  await many.get({ sub: 'ada', sid: 's0' });
  expect(asked).toEqual(['s0']);
});
