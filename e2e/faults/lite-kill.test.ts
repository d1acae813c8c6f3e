import { afterAll, beforeAll, expect, test } from 'vitest';
import { HistoryRecorder } from '../support/history.ts';
import { checkHistory } from '../support/history-checker.ts';
import { Driver, readStored } from '../support/history-driver.ts';
import { LiteTarget } from '../support/lite-target.ts';
import { seededRandom } from '../support/seeded-random.ts';

/** More of it by hand: `LITE_KILLS=20 npx vitest run --project faults lite-kill`, and `SEED=…` to see a run again. */
const ROUNDS = Number(process.env.LITE_KILLS ?? 4);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const WRITERS = 8;
const READERS = 4;

let target: LiteTarget;

beforeAll(async () => {
  target = await LiteTarget.start();
});

afterAll(() => target?.remove());

test(`F01, G01–G06: kill -9 under load loses nothing acknowledged (${ROUNDS} kills)`, {
  timeout: 30_000 + ROUNDS * 5_000,
}, async () => {
  const random = seededRandom(SEED);
  const [room, recorder] = [await target.room(), new HistoryRecorder()];
  const names = Array.from({ length: WRITERS + READERS }, (_, index) => `person${index}`);
  const drivers = await Promise.all(
    names.map(async (name) => {
      return new Driver(name, await target.person(name), { target, binding: 'websocket', room, recorder });
    }),
  );
  const running = drivers.map((driver, index) => driver.run(index < WRITERS ? 'writes' : 'reads'));
  for (let round = 0; round < ROUNDS; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100 + random() * 900));
    await target.restart('SIGKILL');
  }
  for (const driver of drivers) driver.stop();
  await Promise.all(running);
  const { peer, entered } = await target.enter('websocket', await target.person('auditor'), room, {
    history: 0,
  });
  await Promise.all(drivers.map((driver) => driver.catchUp(entered.seq)));
  const stored = { [room]: await readStored(peer, room) };
  await peer.leave();

  const violations = checkHistory({ observations: recorder.observations, stored });
  const acknowledged = recorder.observations.filter(({ kind }) => kind === 'acknowledged').length;
  console.log(`seed ${SEED}: ${ROUNDS} kills, ${acknowledged} acknowledged, ${violations.length} violations`);
  expect(violations.slice(0, 10), `seed ${SEED}`).toEqual([]);
  expect(acknowledged).toBeGreaterThan(ROUNDS * 10);
});
