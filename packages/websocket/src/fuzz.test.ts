import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { WebSocketErrorCode } from './errors.ts';
import { Dice } from './fuzz.fixture.ts';
import { frame, maskFrame, openWire, readFrames, record } from './wire.fixture.ts';
import { readAsWs } from './ws.fixture.ts';

/** `FUZZ_SECONDS=600 FUZZ_SEED=1 npx vitest run packages/websocket/src/fuzz.test.ts` goes on for as long as asked. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 2);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_000);
const TIMEOUT = 20_000 + SECONDS * 2_000;
const LIMIT = 2_000;

const TEXTS = ['', 'a', 'Hello', 'ä€👋', '\u0000', 'x'.repeat(125), 'y'.repeat(126), '€'.repeat(300)];
const HALVES = ['c3', 'a4', 'f09f', '918b', 'ed', 'a080', 'ff', 'f490'];

/** A frame that is often right and sometimes wrong. */
function anyFrame(dice: Dice): Buffer {
  const opcode = dice.pick([0, 0, 0, 1, 1, 1, 2, 2, 8, 9, 9, 10, 10, dice.roll(16)]);
  const fin = opcode >= 8 || dice.roll(2) === 0 ? 0x80 : 0;
  const reserved = dice.roll(60) === 0 ? dice.roll(8) << 4 : 0;
  const payload = dice.pick<() => Buffer>([
    () => Buffer.from(dice.pick(TEXTS)),
    () => Buffer.from(dice.pick(HALVES), 'hex'),
    () => (dice.roll(8) === 0 ? dice.bytes(dice.roll(LIMIT + 100)) : Buffer.alloc(dice.roll(200), 'z')),
    () =>
      Buffer.concat([Buffer.from([dice.pick([3, 3, 15, 0]), dice.roll(256)]), Buffer.from(dice.pick(TEXTS))]),
  ])();
  const whole = Buffer.from(
    frame((dice.roll(80) === 0 ? fin ^ 0x80 : fin) | reserved | opcode, payload),
    'hex',
  );
  if (dice.roll(60) === 0) whole[dice.roll(whole.length)] = dice.roll(256);
  return whole;
}

function chunksOf(dice: Dice, bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  const most = dice.pick([1, 3, 20, 300, bytes.length + 1]);
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + dice.roll(most);
    chunks.push(Buffer.from(bytes.subarray(at, at + size)));
    at += size;
  }
  return chunks;
}

interface Reading {
  readonly told: string[];
  readonly sent: number;
  readonly failed: number;
  readonly error: WebSocketErrorCode | undefined;
}

/** What a conversation gives when read in these chunks: what was told, what answered, and why it failed. */
function read(role: 'server' | 'client', chunks: readonly Buffer[]): Reading {
  const { wire, connection } = openWire({ role, maxMessageBytes: LIMIT });
  const told = record(connection);
  connection.onClose = undefined;
  for (const chunk of chunks) connection.read(Buffer.from(chunk));
  const sent = readFrames(Buffer.concat(wire.written)).length;
  const { failure } = connection;
  connection.terminate();
  return { told, sent, failed: failure?.closeCode ?? 0, error: failure?.code };
}

/** What ws does otherwise, on purpose: it waits with UTF-8 for the whole message, and takes lengths in more bytes. */
const STRICTER: readonly (WebSocketErrorCode | undefined)[] = [
  'invalid_utf8',
  'length_not_minimal',
  'length_invalid',
];

test(`any cut of any bytes is read alike, and as ws reads them (seed ${SEED})`, {
  timeout: TIMEOUT,
}, async () => {
  const end = performance.now() + SECONDS * 1_000;
  let rounds = 0;
  for (; performance.now() < end || rounds < 10; rounds++) {
    const seed = SEED + rounds;
    const dice = new Dice(seed);
    const role = dice.pick(['server', 'client'] as const);
    const frames = Array.from({ length: 1 + dice.roll(12) }, () => anyFrame(dice));
    const bytes = Buffer.concat(
      role === 'server' ? frames.map((each) => maskFrame(each, dice.bytes(4))) : frames,
    );
    const ours = read(role, [bytes]);
    expect(read(role, chunksOf(dice, bytes)), `FUZZ_SEED=${seed}`).toEqual(ours);
    const theirs = await readAsWs(role, LIMIT, bytes, ours.failed);
    const told = STRICTER.includes(ours.error) ? theirs.told.slice(0, ours.told.length) : theirs.told;
    const failed = STRICTER.includes(ours.error) ? ours.failed : theirs.failed;
    expect([ours.told, ours.failed], `FUZZ_SEED=${seed}`).toEqual([told, failed]);
  }
});

test(`random bytes never crash or stall an inflater (seed ${SEED})`, {
  timeout: 20_000 + SECONDS * 2_000,
}, async () => {
  const end = performance.now() + SECONDS * 500;
  for (let seed = SEED; performance.now() < end; seed++) {
    const dice = new Dice(seed);
    const data =
      dice.roll(2) === 0 ? dice.bytes(1 + dice.roll(300)) : deflateRawSync(dice.bytes(dice.roll(400)));
    if (data.length > 0) data[dice.roll(data.length)] = dice.roll(256);
    const agreed = {
      threshold: 1,
      sendsWithContext: false,
      receivesWithContext: dice.roll(2) === 0,
      windowBits: 15,
    };
    const { wire, connection } = openWire({ role: 'client', maxMessageBytes: LIMIT, agreed });
    const isOver = new Promise<void>((resolve) => {
      connection.onBinary = () => resolve();
      connection.onClose = () => resolve();
    });
    wire.push(Buffer.from(frame(0xc2, data), 'hex'));
    wire.push(null);
    await isOver;
    connection.terminate();
  }
});
