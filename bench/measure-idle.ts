import { setTimeout as sleep } from 'node:timers/promises';
import { populate, type Size } from './load/population.ts';
import type { Outcome } from './load/runs.ts';
import type { Setting } from './measure.ts';
import { collectGarbage, inspectorFlag } from './servers/garbage.ts';
import { type Started, SUBJECTS, type SubjectName } from './servers/subjects.ts';

const QUIET_MS = 2_000;

/** Connects as many as the size says, and looks what one costs when nothing happens. */
export async function measureIdle(subject: SubjectName, size: Size, setting: Setting): Promise<Outcome> {
  const { installation, flags } = setting;
  // Bun has no such inspector: its garbage counts.
  const inspector = subject === 'bun' ? undefined : await inspectorFlag();
  const all = inspector === undefined ? flags : [...flags, inspector.flag];
  const server = await SUBJECTS[subject].start({ rooms: size.rooms, installation, flags: all });
  try {
    return await fillUp(server, size, async () => {
      await sleep(QUIET_MS);
      if (inspector !== undefined) await collectGarbage(inspector.port);
    });
  } finally {
    await server.stop();
  }
}

async function fillUp(server: Started, size: Size, settle: () => Promise<void>): Promise<Outcome> {
  await settle();
  const before = server.memory();
  const [cpu, begun, used] = [process.cpuUsage(), performance.now(), server.cpuSeconds()];
  const population = await populate(server, size);
  const seconds = (performance.now() - begun) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const busy = (server.cpuSeconds() - used) / seconds;
  await settle();
  const count = population.members.length;
  const bytes = (server.memory() - before) / count;
  population.close();
  return {
    rate: count / seconds,
    bytes,
    p50: 0,
    p99: 0,
    batch: 0,
    generator: (user + system) / 1e6 / seconds,
    server: busy,
    faults: population.faults,
  };
}
