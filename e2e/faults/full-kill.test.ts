import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/bounded.ts';
import { FullTarget } from '../support/full-target.ts';
import { HistoryRecorder } from '../support/history.ts';
import { checkHistory } from '../support/history-checker.ts';
import { Driver, readStored } from '../support/history-driver.ts';
import { seededRandom } from '../support/seeded-random.ts';
import type { Binding } from '../support/target.ts';

/** More of it by hand: `ROUNDS=200 npx vitest run --project faults full-kill`, and `SEED=…` to see a run again. */
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const ROOMS = 2;
/** In each room. The last one comes over Socket.IO. */
const WRITERS = 4;
const READERS = 3;

let target: FullTarget;

beforeAll(async () => {
  target = await FullTarget.start();
});

afterAll(() => target?.remove());

test(`F01, G01–G06, R9, R17: kill -9 under load loses nothing acknowledged (${ROUNDS} kills)`, {
  timeout: 60_000 + ROUNDS * 5_000,
}, async () => {
  const random = seededRandom(SEED);
  const recorder = new HistoryRecorder();
  const rooms = await Promise.all(Array.from({ length: ROOMS }, () => target.room()));
  const drivers = (await Promise.all(rooms.map((room, index) => driversOf(room, index, recorder)))).flat();
  const running = drivers.map(({ driver, does }) => driver.run(does));
  const acknowledged = () => recorder.observations.filter(({ kind }) => kind === 'acknowledged').length;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = acknowledged();
    await until(() => acknowledged() > before + 20, `messages in round ${round}`, 20_000);
    await new Promise((resolve) => setTimeout(resolve, random() * 1_000));
    await target.restart('SIGKILL');
  }
  for (const { driver } of drivers) driver.stop();
  await Promise.all(running);
  const stored = Object.fromEntries(
    await Promise.all(
      rooms.map(async (room) => [
        room,
        await auditOf(
          room,
          drivers.filter((each) => each.room === room),
        ),
      ]),
    ),
  );

  const violations = checkHistory({ observations: recorder.observations, stored });
  console.log(
    `seed ${SEED}: ${ROUNDS} kills, ${acknowledged()} acknowledged, ${violations.length} violations`,
  );
  expect(violations.slice(0, 10), `seed ${SEED}`).toEqual([]);
  expect(acknowledged()).toBeGreaterThan(ROUNDS * 20);
});

interface Driven {
  readonly driver: Driver;
  readonly room: string;
  readonly does: 'reads' | 'writes';
}

/** The people of one room: what they receive of another one is in no history of theirs, and is found. */
function driversOf(room: string, index: number, recorder: HistoryRecorder): Promise<Driven[]> {
  return Promise.all(
    Array.from({ length: WRITERS + READERS }, async (_, number): Promise<Driven> => {
      const name = `person-${index}-${number}`;
      const binding: Binding = number === WRITERS + READERS - 1 ? 'socketio' : 'websocket';
      const driver = new Driver(name, await target.person(name), { target, binding, room, recorder });
      return { driver, room, does: number < WRITERS ? 'writes' : 'reads' };
    }),
  );
}

/** Has everybody catch up, and answers with what the room holds. */
async function auditOf(room: string, drivers: readonly Driven[]) {
  const auditor = await target.person('auditor');
  const { peer, entered } = await target.enter('websocket', auditor, room, { history: 0 });
  await Promise.all(drivers.map(({ driver }) => driver.catchUp(entered.seq)));
  const stored = await readStored(peer, room);
  await peer.leave();
  return stored;
}
