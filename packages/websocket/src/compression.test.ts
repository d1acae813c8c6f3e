import { createHash } from 'node:crypto';
import { constants, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { WEBSOCKET_ERRORS, type WebSocketErrorCode } from './errors.ts';
import { parseExtensions } from './extensions.ts';
import { agreeAsClient, agreeAsServer, type DeflateAgreement } from './permessage-deflate.ts';
import { closeFrame, frame, nameOf, play, SCENES, type Scene } from './wire.fixture.ts';

const PLAIN: DeflateAgreement = {
  threshold: 1,
  sendsWithContext: false,
  receivesWithContext: false,
  windowBits: 15,
};
const DEFLATE_SCENES: readonly Scene[] = SCENES.map((scene) => ({ ...scene, agreed: PLAIN }));

function deflate(text: string | Buffer): Buffer {
  return deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
}

function failureLine(code: WebSocketErrorCode): string {
  const { closeCode, meaning } = WEBSOCKET_ERRORS[code];
  return `close ${closeCode} ${meaning} (not clean)`;
}

describe.each(DEFLATE_SCENES.map((scene) => [nameOf(scene), scene] as const))('%s', (_name, scene) => {
  test('12: the examples of RFC 7692 7.2.3 are inflated', async () => {
    const { told } = await playWell(scene, [
      ...['c107f248cdc9c90700', '4103f248cd', '8004c9c90700', 'c108f348cdc9c9070000'],
      ...['c10b000500faff48656c6c6f00', 'c10df248050000 00ffffcac9c90700', 'c10100'],
    ]);
    expect(told).toEqual([...Array.from({ length: 5 }, () => 'text Hello'), 'text ', 'lost']);
  });

  test('12: compressed and plain messages keep their order', async () => {
    const long = 'lang '.repeat(20_000);
    const { told } = await playWell({ ...scene, chop: scene.chop === 1 ? 7 : scene.chop }, [
      frame(0xc1, deflate(long)),
      frame(0x81, 'plain'),
      frame(0x89, 'p'),
      frame(0xc2, deflate(Buffer.alloc(100, 1))),
      closeFrame(1000),
    ]);
    expect(told).toEqual([
      `text ${long}`,
      'text plain',
      'ping 70',
      `binary ${'01'.repeat(100)}`,
      'close 1000',
    ]);
  });

  test.each([
    ['data that is no deflate', frame(0xc1, Buffer.from('ffffffff', 'hex')), 'invalid_deflate'],
    ['text that is not UTF-8', frame(0xc1, deflate(Buffer.from('cebaff', 'hex'))), 'invalid_utf8'],
    [
      'text that ends within a character',
      frame(0xc1, deflate(Buffer.from('ceba e2 82'.replaceAll(' ', ''), 'hex'))),
      'invalid_utf8',
    ],
    ['a bomb', frame(0xc2, deflate(Buffer.alloc(20_000_000))), 'message_too_large'],
    ['a compressed continuation', `${frame(0x41, deflate('a'))}${frame(0xc0, 'b')}`, 'reserved_bits'],
    ['a compressed ping', frame(0xc9, 'a'), 'reserved_bits'],
    ['another reserved bit', frame(0xe1, 'a'), 'reserved_bits'],
  ] as const)('12: refuses %s', async (_what, hex, code) => {
    const quick: Scene = { ...scene, chop: scene.chop === 1 && hex.length > 1_000 ? 997 : scene.chop };
    const { told } = await playWell(quick, [hex]);
    expect(told).toEqual([failureLine(code)]);
  });
});

/** As `play`, but gives inflaters their turns before the peer ends. */
function playWell(scene: Scene, frames: readonly string[]) {
  return play({ ...scene, patient: true }, frames);
}

test('a bomb costs its limit and one piece, not its size', async () => {
  const bomb = frame(0xc2, deflate(Buffer.alloc(200_000_000)));
  let most = 0;
  const before = process.memoryUsage().arrayBuffers;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 1);
  const { told } = await playWell({ role: 'client', agreed: PLAIN }, [bomb]);
  clearInterval(watch);
  expect(told).toEqual([failureLine('message_too_large')]);
  expect(most).toBeLessThan(16_000_000);
});

test('a text that is wrong at its start is refused before it is too large', async () => {
  const text = deflate(Buffer.concat([Buffer.from([0xff]), Buffer.alloc(5_000_000)]));
  const { told } = await playWell({ role: 'client', agreed: PLAIN }, [frame(0xc1, text)]);
  expect(told).toEqual([failureLine('invalid_utf8')]);
});

test('no message sees what was in an earlier one, its own connection’s or another’s', async () => {
  const secret = 'the secret of another room, long enough to be pointed at';
  const thief = deflateRawSync(secret, {
    finishFlush: constants.Z_SYNC_FLUSH,
    dictionary: Buffer.from(secret),
  });
  const pointer = frame(0xc1, thief.subarray(0, -4));
  const { told } = await playWell({ role: 'client', agreed: PLAIN }, [frame(0xc1, deflate(secret)), pointer]);
  expect(told).toEqual([`text ${secret}`, failureLine('invalid_deflate')]);
  expect((await playWell({ role: 'client', agreed: PLAIN }, [pointer])).told).toEqual([
    failureLine('invalid_deflate'),
  ]);
});

test('what waits for compression counts as buffered, and its end is told', async () => {
  const told: string[] = [];
  const onOpen: Scene['onOpen'] = (connection) => {
    connection.onDrain = () => told.push(`drained ${connection.bufferedAmount}`);
    const more = Array.from({ length: 3 }, () => connection.sendText('a'.repeat(50_000)));
    told.push(more.join(), `${connection.bufferedAmount}`);
  };
  const { sent } = await playWell({ role: 'server', agreed: PLAIN, onOpen }, []);
  expect(told[0]).toMatch(/false$/);
  expect(told.slice(1)).toEqual(['150000', 'drained 0']);
  expect(sent).toHaveLength(3);
});

test('what waits for compression is told that it is lost', async () => {
  const errors: unknown[] = [];
  const onOpen: Scene['onOpen'] = (connection) => {
    for (let at = 0; at < 3; at++) connection.sendText('a'.repeat(5_000), (error) => errors.push(error));
    connection.terminate();
  };
  await playWell({ role: 'server', agreed: PLAIN, onOpen }, []);
  expect(errors).toHaveLength(3);
  expect(errors.every((error) => error instanceof Error)).toBe(true);
});

test('13: windows are kept from message to message when that was agreed', async () => {
  const agreed: DeflateAgreement = { ...PLAIN, sendsWithContext: true, receivesWithContext: true };
  const onOpen: Scene['onOpen'] = (connection) => {
    connection.sendText('Hello, Hello, Hello');
    connection.sendText('Hello, Hello, Hello');
  };
  const { sent } = await playWell({ role: 'client', agreed, onOpen }, []);
  expect(sent[1]?.length).toBeLessThan(sent[0]?.length ?? 0);
  const { told } = await playWell({ role: 'client', agreed }, sent);
  expect(told).toEqual(['text Hello, Hello, Hello', 'text Hello, Hello, Hello', 'lost']);
});

test('what is small or does not shrink goes out as it is, and nothing overtakes', async () => {
  const noise = Buffer.concat([1, 2, 3, 4].map((seed) => createHash('sha512').update(`${seed}`).digest()));
  const onOpen: Scene['onOpen'] = (connection) => {
    connection.sendText('a'.repeat(500));
    connection.sendText('short');
    connection.sendBinary(noise);
    connection.ping(Buffer.from('p'));
    connection.close(1000);
  };
  const { sent } = await playWell({ role: 'server', agreed: { ...PLAIN, threshold: 100 }, onOpen }, []);
  expect(sent.map((hex) => hex.slice(0, 2))).toEqual(['c1', '81', '82', '89', '88']);
});

test.each([
  ['permessage-deflate', 'permessage-deflate; server_no_context_takeover; client_no_context_takeover'],
  [
    'foo, permessage-deflate; client_max_window_bits',
    'permessage-deflate; server_no_context_takeover; client_no_context_takeover',
  ],
  [
    'permessage-deflate; server_max_window_bits=9',
    'permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9',
  ],
  [
    'permessage-deflate; foo, permessage-deflate; server_max_window_bits="10"',
    'permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10',
  ],
  ['permessage-deflate; server_max_window_bits', undefined],
  ['permessage-deflate; server_max_window_bits=7', undefined],
  ['permessage-deflate; server_max_window_bits=16', undefined],
  ['permessage-deflate; server_max_window_bits=09', undefined],
  ['permessage-deflate; client_max_window_bits=0', undefined],
  ['permessage-deflate; server_no_context_takeover=1', undefined],
  ['x-webkit-deflate-frame', undefined],
])('13: a server answers the offer %s', (header, answer) => {
  expect(agreeAsServer(parseExtensions(header) ?? [], {})?.answer).toBe(answer);
});

test('13: a server that may keep windows does, unless the client asks it not to', () => {
  const answer = (header: string) =>
    agreeAsServer(parseExtensions(header) ?? [], { contextTakeover: true })?.answer;
  expect(answer('permessage-deflate')).toBe('permessage-deflate');
  expect(answer('permessage-deflate; client_no_context_takeover')).toBe(
    'permessage-deflate; client_no_context_takeover',
  );
});

test.each([
  ['permessage-deflate; server_no_context_takeover', 'agreed'],
  ['permessage-deflate; server_no_context_takeover; client_max_window_bits=8', 'agreed'],
  ['permessage-deflate', 'refused'],
  ['permessage-deflate; server_no_context_takeover; client_max_window_bits', 'refused'],
  ['permessage-deflate; server_no_context_takeover; foo', 'refused'],
  [
    'permessage-deflate; server_no_context_takeover, permessage-deflate; server_no_context_takeover',
    'refused',
  ],
  ['foo', 'refused'],
])('13: a client finds the answer %s %s', (header, verdict) => {
  const agreed = agreeAsClient(parseExtensions(header) ?? [], {});
  expect(agreed === null ? 'refused' : 'agreed').toBe(verdict);
  expect(agreeAsClient(parseExtensions(header) ?? [], undefined)).toBeNull();
});

test.each(['', ',', 'a;', 'a;;b', 'a=1', 'a; b=', 'a; b="', 'a; b; b', 'a b', 'a; b=c d', 'ä'])(
  'refuses the extension header "%s"',
  (header) => {
    expect(parseExtensions(header)).toBeUndefined();
  },
);

test('reads quoted parameters', () => {
  expect(parseExtensions('a; b="c\\d"; e , f')).toEqual([
    {
      name: 'a',
      parameters: new Map([
        ['b', 'cd'],
        ['e', true],
      ] as [string, string | true][]),
    },
    { name: 'f', parameters: new Map() },
  ]);
});
