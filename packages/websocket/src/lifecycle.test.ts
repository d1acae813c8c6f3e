import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import {
  closeFrame,
  frame,
  maskFrame,
  openWire,
  play,
  readFrames,
  record,
  type Scene,
  type Wire,
} from './wire.fixture.ts';

/** A frame as a server reads it. */
function masked(hex: string): Buffer {
  return maskFrame(Buffer.from(hex, 'hex'));
}

/** Makes the stream keep what is written until the answer is called. */
function clog(wire: Wire): () => void {
  const waiting: (() => void)[] = [];
  wire._write = (chunk: Buffer, _encoding, done) => {
    wire.written.push(chunk);
    waiting.push(done);
  };
  return () => {
    for (let done = waiting.shift(); done !== undefined; done = waiting.shift()) done();
  };
}

function sentBy(wire: Wire): string[] {
  return readFrames(Buffer.concat(wire.written)).map((bytes) => bytes.toString('hex'));
}

test('nothing is told before the turn is over in which the connection was given', async () => {
  const { wire, connection } = openWire({ role: 'server' });
  wire.push(masked(frame(0x81, 'early')));
  const told = record(connection);
  expect(told).toEqual([]);
  await new Promise(setImmediate);
  expect(told).toEqual(['text early']);
  connection.terminate();
});

test('one pong waits in a stuck stream, and the latest ping is answered after it', async () => {
  const { wire, connection } = openWire({ role: 'server' });
  const unclog = clog(wire);
  connection.sendText('stuck');
  for (let at = 0; at < 500; at++) connection.read(masked(frame(0x89, `p${at}`)));
  expect(connection.bufferedAmount).toBeLessThan(40);
  while (connection.bufferedAmount > 0) {
    unclog();
    await new Promise(setImmediate);
  }
  expect(sentBy(wire)).toEqual([frame(0x81, 'stuck'), frame(0x8a, 'p0'), frame(0x8a, 'p499')]);
  connection.terminate();
});

test('a flood of pings in one chunk is answered with one write', () => {
  const { wire, connection } = openWire({ role: 'server' });
  connection.read(Buffer.concat(Array.from({ length: 500 }, () => masked(frame(0x89, 'p')))));
  expect(wire.written).toHaveLength(1);
  expect(sentBy(wire)).toHaveLength(500);
  connection.terminate();
});

test('after 512 frames the other connections have a turn', async () => {
  const { wire, connection } = openWire({ role: 'server' });
  let told = 0;
  connection.onText = () => told++;
  wire.push(Buffer.concat(Array.from({ length: 1_200 }, () => masked(frame(0x81, 'x')))));
  wire.push(masked(closeFrame(1000)));
  const seen: number[] = [];
  while (wire.written.length === 0) {
    await new Promise(setImmediate);
    seen.push(told);
  }
  expect(seen.slice(0, 2)).toEqual([511, 1_023]);
  expect(told).toBe(1_200);
  connection.terminate();
});

test('what one chunk makes the application send goes out with one write', () => {
  const { wire, connection } = openWire({ role: 'server' });
  const writes: number[] = [];
  wire._writev = (chunks, done) => {
    writes.push(chunks.length);
    for (const { chunk } of chunks) wire.written.push(chunk);
    done();
  };
  connection.onText = (text) => connection.sendText(text);
  connection.read(Buffer.concat(['a', 'b', 'c'].map((text) => masked(frame(0x81, text)))));
  expect(writes).toEqual([3]);
  expect(sentBy(wire)).toEqual(['a', 'b', 'c'].map((text) => frame(0x81, text)));
  connection.terminate();
});

test('after both have said close, the server ends the TCP connection and the client waits for it', () => {
  for (const role of ['server', 'client'] as const) {
    const { wire, connection } = openWire({ role });
    const close = Buffer.from(closeFrame(1000), 'hex');
    connection.read(role === 'server' ? maskFrame(close) : close);
    expect(wire.writableEnded).toBe(role === 'server');
    connection.terminate();
  }
});

test.each(['server', 'client'] as const)('a %s that fails the connection ends it at once', (role) => {
  const { wire, connection } = openWire({ role });
  connection.read(Buffer.from('ff', 'hex'));
  expect(wire.writableEnded).toBe(true);
  expect(wire.destroyed).toBe(false);
  connection.terminate();
});

test('pause holds back what came in the same chunk, resume goes on in order', async () => {
  const { wire, connection } = openWire({ role: 'server' });
  const told = record(connection);
  connection.onText = (text) => {
    told.push(`text ${text}`);
    connection.pause();
  };
  wire.push(Buffer.concat(['a', 'b', 'c'].map((text) => masked(frame(0x81, text)))));
  wire.push(masked(closeFrame(1000)));
  for (const seen of [['text a'], ['text a', 'text b'], ['text a', 'text b', 'text c']]) {
    await new Promise(setImmediate);
    expect(told).toEqual(seen);
    connection.resume();
  }
  await new Promise(setImmediate);
  expect(sentBy(wire)).toEqual([closeFrame(1000)]);
  connection.terminate();
});

test('closing while paused reads on to the peer’s close', async () => {
  const onOpen: Scene['onOpen'] = (connection) => {
    connection.pause();
    connection.close(4000);
  };
  expect((await play({ role: 'server', onOpen }, [frame(0x81, 'a'), closeFrame(4000)])).told).toEqual([
    'close 4000',
  ]);
});

test.each(['close', 'fault', 'peer'] as const)(
  'a peer that does not end is cut at the deadline (%s)',
  async (how) => {
    const { wire, connection } = openWire({ role: 'client', closeTimeoutMs: 20 });
    const told = record(connection);
    const closed = new Promise((resolve) => wire.once('close', resolve));
    if (how === 'close') connection.close(1000);
    if (how === 'fault') wire.push(Buffer.from('ff', 'hex'));
    if (how === 'peer') wire.push(Buffer.from(closeFrame(1001), 'hex'));
    await closed;
    expect(told).toHaveLength(1);
    expect(connection.state).toBe('closed');
  },
);

test('too much that waits is told once until it has drained', async () => {
  const { wire, connection } = openWire({ role: 'server', maxBufferedBytes: 200_000 });
  const unclog = clog(wire);
  const told: string[] = [];
  connection.onOverflow = () => told.push('overflow');
  connection.onDrain = () => told.push('drain');
  for (let round = 0; round < 2; round++) {
    for (let at = 0; at < 5; at++) expect(connection.sendText('x'.repeat(100_000))).toBe(false);
    expect(connection.bufferedAmount).toBe(5 * 100_010);
    while (connection.bufferedAmount > 0) {
      unclog();
      await new Promise(setImmediate);
    }
  }
  expect(told).toEqual(['overflow', 'drain', 'overflow', 'drain']);
  connection.terminate();
});

test('too much that waits cuts the connection when nobody listens for it', async () => {
  const { wire, connection } = openWire({ role: 'server', maxBufferedBytes: 200_000 });
  const told = record(connection);
  clog(wire);
  const closed = new Promise((resolve) => wire.once('close', resolve));
  for (let at = 0; at < 5; at++) connection.sendText('x'.repeat(100_000));
  await closed;
  expect(told).toEqual(['lost']);
});

test('what is sent when no longer open is dropped, and said so', async () => {
  const { wire, connection } = openWire({ role: 'server' });
  connection.close(1000);
  const error = await new Promise((resolve) => expect(connection.sendText('late', resolve)).toBe(false));
  expect(error).toBeInstanceOf(Error);
  expect(connection.sendBinary(Buffer.from('late'))).toBe(false);
  expect(connection.sendFrames(Buffer.from('8100', 'hex'))).toBe(false);
  expect(connection.ping()).toBe(false);
  connection.close(4000);
  expect(sentBy(wire)).toEqual([closeFrame(1000)]);
  connection.terminate();
});

test('terminate in a handler tells of nothing more', async () => {
  const onOpen: Scene['onOpen'] = (connection) => {
    connection.onPing = () => connection.terminate();
  };
  const { told, sent } = await play({ role: 'client', onOpen }, [
    frame(0x89),
    frame(0x81, 'late'),
    frame(0x89),
  ]);
  expect(told).toEqual(['lost']);
  expect(sent).toEqual([]);
});

test('an error thrown by a handler ends the connection and reaches the caller', () => {
  const { connection } = openWire({ role: 'client' });
  const told: string[] = [];
  connection.onText = (text) => {
    told.push(text);
    throw new TypeError('ours');
  };
  expect(() => connection.read(Buffer.from(frame(0x81, 'a') + frame(0x81, 'b'), 'hex'))).toThrow('ours');
  expect(told).toEqual(['a']);
  expect(connection.stream.destroyed).toBe(true);
});

test('refuses to send what may not be sent', () => {
  const { connection } = openWire({ role: 'client' });
  for (const code of [0, 999, 1005, 1006, 1015, 2999, 5000])
    expect(() => connection.close(code)).toThrow(RangeError);
  expect(() => connection.close(1000, 'ä'.repeat(62))).toThrow(RangeError);
  expect(() => connection.ping(Buffer.alloc(126))).toThrow(RangeError);
  expect(() => connection.sendFrames(Buffer.alloc(2))).toThrow(TypeError);
  expect(connection.state).toBe('open');
  connection.terminate();
});

test.each(['maxMessageBytes', 'maxBufferedBytes', 'closeTimeoutMs'])(
  'refuses a %s that cannot be kept',
  (name) => {
    for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => openWire({ role: 'server', [name]: value })).toThrow(RangeError);
    }
  },
);

test('a client masks every frame with a fresh key', () => {
  const { wire, connection } = openWire({ role: 'client' });
  for (let at = 0; at < 100; at++) connection.sendText('same');
  const keys = new Set(wire.written.map((bytes) => bytes.subarray(2, 6).toString('hex')));
  expect(keys.size).toBe(100);
  expect(wire.written.every((bytes) => bytes.readUInt8(1) === 0x84)).toBe(true);
  connection.terminate();
});

test('a stream that breaks is a lost connection, not a crash', async () => {
  const { wire, connection } = openWire({ role: 'server' });
  const told = record(connection);
  const closed = new Promise((resolve) => wire.once('close', resolve));
  wire.destroy(new Error('ECONNRESET'));
  await closed;
  expect(wire).toBeInstanceOf(Duplex);
  expect(told).toEqual(['lost']);
});
