import type { Dialect } from './dialect.ts';
import { Member } from './member.ts';
import { RoomStream } from './room-stream.ts';
import type { Sender } from './sender.ts';
import { Tally } from './tally.ts';

/** Handshakes under way at once. */
const AT_ONCE = 128;
const ENTER_MS = 120_000;

/** How many rooms, members in each, and senders among them. */
export interface Size {
  readonly rooms: number;
  readonly members: number;
  readonly senders: number;
}

/** Connections in rooms, and what they have got altogether. */
export class Population {
  readonly members: Member[] = [];
  readonly senders: Sender[] = [];
  readonly streams: RoomStream[] = [];
  readonly tally = new Tally();

  /** Closes every connection. */
  close(): void {
    for (const member of this.members) member.close();
  }

  /** Has everybody leave the room: who is no longer present can still send, and be acknowledged. */
  exitAll(): void {
    for (const member of this.members) member.exit();
  }

  /** What was wrong so far. */
  get faults(): string[] {
    return this.streams.flatMap(({ faults }) => faults);
  }

  /** Whether every message that came back to its sender has come to everybody. */
  get isQuiet(): boolean {
    const isAhead = this.streams.some((stream) =>
      stream.followers.some(({ isGone, position }) => !isGone && position !== stream.end),
    );
    return !isAhead && this.senders.every(({ sent, seen }) => sent === seen);
  }
}

interface Target {
  readonly port: number;
  readonly dialect: Dialect;
  readonly people: number;
}

/** Has everybody enter; rooms are called `r0`, `r1` …, and no two rooms share a person while there are enough. */
export async function populate(target: Target, size: Size): Promise<Population> {
  const population = new Population();
  const known = new Map<number, Sender>();
  const perRoom = Math.max(1, Math.floor(target.people / size.rooms));
  const places: (() => Promise<void>)[] = [];
  for (let room = 0; room < size.rooms; room += 1) {
    const stream = new RoomStream(target.dialect, known);
    population.streams.push(stream);
    for (let index = 0; index < size.members; index += 1) {
      const person = room * perRoom + (index % perRoom);
      places.push(async () => {
        const place = { ...target, room: `r${room}`, person };
        const member = new Member(place, stream, population.tally);
        population.members.push(member);
        await member.entered;
        if (index >= size.senders) return;
        const sender = member.becomeSender();
        population.senders.push(sender);
        known.set(sender.id, sender);
      });
    }
  }
  await withDeadline(inParallel(places), ENTER_MS);
  return population;
}

async function inParallel(tasks: (() => Promise<void>)[]): Promise<void> {
  const next = tasks.values();
  const work = async () => {
    for (const task of next) await task();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Rejects when it takes longer than `ms`. */
export async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
