import { setTimeout as sleep } from 'node:timers/promises';
import { Pace } from './pace.ts';
import type { Population } from './population.ts';
import type { Turns } from './tally.ts';

/** What a run gave. */
export interface Outcome {
  /** Deliveries a second, or acknowledgements where those are what counts. */
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  /** Messages a read, which is about messages a write. */
  readonly batch: number;
  /** Bytes of memory a connection, where that is what counts. */
  readonly bytes?: number;
  /** Share of the time in which the load generator's processor was busy. */
  readonly generator: number;
  /** The same of the server, all its threads together. */
  readonly server: number;
  /** What was wrong, in words; a run with faults counts for nothing. */
  readonly faults: readonly string[];
}

/** Processor seconds that the server has used. */
export type ServerTime = () => number;

interface Span {
  readonly warm: number;
  readonly measure: number;
}

/** Closed loop: each sender has so many messages on their way, and sends the next when its own comes back. */
export async function runClosed(
  population: Population,
  { window, turns = 'event', ...span }: Span & { window: number; turns?: Turns },
  serverTime: ServerTime,
): Promise<Outcome> {
  const { senders, tally } = population;
  tally.turns = turns;
  for (const sender of senders) {
    sender.onReturned = (count, now) => sender.send(count, now);
    sender.send(window, performance.now());
  }
  const outcome = await measure(population, span, serverTime);
  for (const sender of senders) sender.onReturned = () => {};
  await settle(population);
  return { ...outcome, faults: population.faults };
}

/** Closed loop by acknowledgements, until so many have come or the time is over. Answers how many came. */
export async function fill(
  population: Population,
  window: number,
  count: number,
  ms: number,
): Promise<number> {
  const { senders, tally } = population;
  tally.turns = 'reply';
  for (const sender of senders) {
    sender.onReturned = (returned, now) => sender.send(returned, now);
    sender.send(window, performance.now());
  }
  const end = performance.now() + ms;
  while (tally.replies < count && tally.lost === 0 && performance.now() < end) await sleep(20);
  for (const sender of senders) sender.onReturned = () => {};
  await settle(population);
  return tally.replies;
}

/** Open loop: so many messages a second over all senders, evenly in time, whether or not they come back. */
export async function runOpen(
  population: Population,
  {
    perSecond,
    giveUpMs = Number.POSITIVE_INFINITY,
    ...span
  }: Span & { perSecond: number; giveUpMs?: number },
  serverTime: ServerTime,
): Promise<Outcome> {
  const pace = new Pace(population, perSecond, giveUpMs);
  const outcome = await measure(population, span, serverTime, pace.givenUp);
  pace.stop();
  const late = pace.isLate ? ['fell behind'] : [];
  await settle(population);
  return { ...outcome, faults: [...late, ...population.faults] };
}

async function measure(
  { tally }: Population,
  { warm, measure: length }: Span,
  serverTime: ServerTime,
  givenUp?: Promise<void>,
): Promise<Outcome> {
  await sleepUnless(warm, givenUp);
  tally.clearDelays();
  const before = {
    delivered: tally.delivered,
    replies: tally.replies,
    reads: tally.reads,
    server: serverTime(),
  };
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await sleepUnless(length, givenUp);
  const seconds = (performance.now() - begun) / 1_000;
  const used = process.cpuUsage(cpu);
  const isReply = tally.turns === 'reply';
  const done = isReply ? tally.replies - before.replies : tally.delivered - before.delivered;
  const delays = isReply ? tally.replyDelays : tally.delays;
  return {
    rate: done / seconds,
    p50: delays.quantile(0.5),
    p99: delays.quantile(0.99),
    batch: (tally.delivered - before.delivered) / Math.max(1, tally.reads - before.reads),
    generator: (used.user + used.system) / 1e6 / seconds,
    server: (serverTime() - before.server) / seconds,
    faults: [],
  };
}

async function sleepUnless(ms: number, givenUp?: Promise<void>): Promise<void> {
  const stop = new AbortController();
  const slept = sleep(ms, undefined, { signal: stop.signal }).catch(() => {});
  await (givenUp === undefined ? slept : Promise.race([slept, givenUp]));
  stop.abort();
}

/** Waits until everything sent has come to everybody, at most 10 s. */
async function settle(population: Population): Promise<void> {
  const end = performance.now() + 10_000;
  while (performance.now() < end) {
    const { turns } = population.tally;
    const isDone =
      turns === 'reply'
        ? population.senders.every(({ sent, replied }) => sent === replied)
        : population.isQuiet;
    if (isDone || population.tally.lost > 0) return;
    await sleep(10);
  }
  population.streams[0]?.fault('messages did not come');
}
