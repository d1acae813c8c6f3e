import { describe, expect, test } from 'vitest';
import { WEBSOCKET_ERRORS } from './errors.ts';
import { frame, nameOf, openWire, play, record, SCENES } from './wire.fixture.ts';

const FAILURE = `close 1007 ${WEBSOCKET_ERRORS.invalid_utf8.meaning} (not clean)`;

const VALID = [
  ...['00', '7f', 'c280', 'dfbf', 'e0a080', 'ed9fbf', 'ee8080', 'efbfbd', 'efbfbf', 'f0908080', 'f48fbfbf'],
  ...[
    'cebae1bdb9cf83cebcceb5',
    '48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121',
    'efbbbf',
    'f09f918b',
  ],
];

/** Each with the byte, counted from 1, at which nothing can save it; 0: it is only unfinished. */
const INVALID: readonly (readonly [string, number])[] = [
  ...(['80', 'bf', 'c0', 'c1', 'f5', 'f8', 'fc', 'fe', 'ff'] as const).map((hex) => [hex, 1] as const),
  ['c0af', 1],
  ['e09fbf', 2],
  ['eda080', 2],
  ['edbfbf', 2],
  ['f08fbfbf', 2],
  ['f4908080', 2],
  ['f7bfbfbf', 1],
  ['cebaf4908080', 4],
  ['c2', 0],
  ['e18080c2', 0],
  ['f09f91', 0],
  ['c220', 2],
  ['c22080', 2],
  ['e1802041', 3],
  ['f0908020', 4],
  ['414243ff', 4],
  ['cebae1bdb9cf83cebcceb5eda080656469746564', 13],
];

describe.each(SCENES.map((scene) => [nameOf(scene), scene] as const))('%s', (_name, scene) => {
  test.each(VALID)('6: takes the text %s, cut anywhere', async (hex) => {
    const bytes = Buffer.from(hex, 'hex');
    for (let cut = 0; cut <= bytes.length; cut++) {
      const { told } = await play(scene, [
        frame(0x01, bytes.subarray(0, cut)),
        frame(0x80, bytes.subarray(cut)),
        frame(0x81, bytes),
      ]);
      expect(told).toEqual([`text ${bytes.toString()}`, `text ${bytes.toString()}`, 'lost']);
    }
  });

  test.each(INVALID)('6: refuses the text %s', async (hex) => {
    const bytes = Buffer.from(hex, 'hex');
    expect((await play(scene, [frame(0x81, bytes)])).told).toEqual([FAILURE]);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const frames = [frame(0x01, bytes.subarray(0, cut)), frame(0x80, bytes.subarray(cut))];
      expect((await play(scene, frames)).told).toEqual([FAILURE]);
    }
  });

  test('6: takes a long text that is ASCII only in parts', async () => {
    for (const text of [
      `${'€'.repeat(100)}${'a'.repeat(300)}`,
      `${'a'.repeat(301)}é`,
      `é${'a'.repeat(301)}`,
    ]) {
      expect((await play(scene, [frame(0x81, text)])).told).toEqual([`text ${text}`, 'lost']);
    }
  });

  test('6: takes any bytes as bytes', async () => {
    expect((await play(scene, [frame(0x82, Buffer.from('ff80', 'hex'))])).told).toEqual([
      'binary ff80',
      'lost',
    ]);
  });
});

// Fail-fast: a text that cannot become valid is refused although its frame goes on.
test.each(INVALID.filter(([, at]) => at > 0))('6.4: refuses %s at its byte %i, not later', (hex, at) => {
  const bytes = Buffer.from(hex, 'hex');
  for (const first of [0x01, 0x81]) {
    const { connection } = openWire({ role: 'client' });
    const announced = Buffer.from([first, 100]);
    const told = record(connection);
    connection.read(Buffer.concat([announced, bytes.subarray(0, at - 1)]));
    expect(connection.failure).toBeUndefined();
    connection.read(Buffer.from(bytes.subarray(at - 1, at)));
    expect(connection.failure?.code).toBe('invalid_utf8');
    expect(told).toEqual([]);
    connection.terminate();
  }
});

test('every sequence of up to three bytes is judged as the platform judges it', async () => {
  const { checkUtf8, UTF8_COMPLETE } = await import('./utf8.ts');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const isValid = (bytes: Uint8Array) => {
    try {
      decoder.decode(bytes);
      return true;
    } catch {
      return false;
    }
  };
  const edges = [
    0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed,
  ];
  const bytes = [...edges, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff];
  for (const a of bytes) {
    for (const b of bytes) {
      for (const c of bytes) {
        const text = Uint8Array.of(a, b, c);
        const whole = checkUtf8(UTF8_COMPLETE, text, 0, 3);
        let pieces = UTF8_COMPLETE;
        for (let at = 0; at < 3; at++) pieces = checkUtf8(pieces, text, at, at + 1);
        expect([whole === UTF8_COMPLETE, pieces], text.toString()).toEqual([isValid(text), whole]);
      }
    }
  }
});
