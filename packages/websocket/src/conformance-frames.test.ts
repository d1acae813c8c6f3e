import { describe, expect, test } from 'vitest';
import { WEBSOCKET_ERRORS, type WebSocketErrorCode } from './errors.ts';
import { closeFrame, frame, nameOf, play, SCENES, type Scene } from './wire.fixture.ts';

/** The end of a connection that was failed for `code`: what is sent, and what is told. */
function failure(code: WebSocketErrorCode) {
  const { closeCode, meaning } = WEBSOCKET_ERRORS[code];
  return { sent: closeFrame(closeCode, meaning), told: `close ${closeCode} ${meaning} (not clean)` };
}

async function expectFailure(
  scene: Scene,
  frames: readonly string[],
  code: WebSocketErrorCode,
): Promise<void> {
  const { sent, told } = await play(scene, frames);
  expect(told.at(-1)).toBe(failure(code).told);
  expect(sent.at(-1)).toBe(failure(code).sent);
}

// The families are those of the Autobahn suite; its numbers are in the names.
describe.each(SCENES.map((scene) => [nameOf(scene), scene] as const))('%s', (_name, scene) => {
  test.each([0, 1, 125, 126, 127, 128, 65_535, 65_536])(
    '1: takes text and bytes of length %i',
    async (length) => {
      const quick: Scene = { ...scene, chop: scene.chop === 1 && length > 1_000 ? 997 : scene.chop };
      const text = '*'.repeat(length);
      const { told } = await play(quick, [frame(0x81, text), frame(0x82, Buffer.alloc(length, 0xfe))]);
      expect(told).toEqual([`text ${text}`, `binary ${'fe'.repeat(length)}`, 'lost']);
    },
  );

  test.each([
    ['7e 0000', 'length_not_minimal'],
    ['7e 007d', 'length_not_minimal'],
    ['7f 0000000000000000', 'length_not_minimal'],
    ['7f 000000000000ffff', 'length_not_minimal'],
    ['7f 8000000000000000', 'length_invalid'],
    ['7f ffffffffffffffff', 'length_invalid'],
    ['7f 7fffffffffffffff', 'message_too_large'],
    ['7f 0000000100000000', 'message_too_large'],
    ['7f 0000000000100001', 'message_too_large'],
  ] as const)('refuses the length %s', async (length, code) => {
    await expectFailure(scene, [`82 ${length}`], code);
  });

  test('adds a length near 2^53 to nothing', async () => {
    const gathered = frame(0x02, Buffer.alloc(10));
    await expectFailure(scene, [gathered, '80 7f 001fffffffffffff'], 'message_too_large');
    await expectFailure(scene, [gathered, '80 7f 0000000000100000'], 'message_too_large');
    await expectFailure({ ...scene, maxMessageBytes: 12 }, [gathered, '8003'], 'message_too_large');
  });

  test('2: answers pings in order, with their payload', async () => {
    const binary = Buffer.from('00ff fe fd fc fb 00 ff'.replaceAll(' ', ''), 'hex');
    const payloads = ['', 'Hello', binary, Buffer.alloc(125, 0xfe)];
    const { sent } = await play(
      scene,
      payloads.map((payload) => frame(0x89, payload)),
    );
    expect(sent).toEqual(payloads.map((payload) => frame(0x8a, payload)));
    const ten = Array.from({ length: 10 }, (_, at) => `payload-${at}`);
    const outcome = await play(
      scene,
      ten.map((payload) => frame(0x89, payload)),
    );
    expect(outcome.sent).toEqual(ten.map((payload) => frame(0x8a, payload)));
  });

  test('2: takes pongs nobody asked for', async () => {
    const { sent, told } = await play(scene, [frame(0x8a), frame(0x8a, 'a'), frame(0x89, 'b')]);
    expect(told).toEqual(['pong ', 'pong 61', 'ping 62', 'lost']);
    expect(sent).toEqual([frame(0x8a, 'b')]);
  });

  test.each([0x88, 0x89, 0x8a])('2: refuses a control frame %i of 126 bytes', async (first) => {
    await expectFailure(scene, [frame(first, Buffer.alloc(126, 0xfe))], 'control_too_long');
  });

  test.each([1, 2, 3, 4, 5, 6, 7])('3: refuses the reserved bits %i', async (bits) => {
    for (const opcode of [0x1, 0x2, 0x8, 0x9, 0xa]) {
      const good = frame(0x81, 'Hello');
      await expectFailure(scene, [good, frame(0x80 | (bits << 4) | opcode, 'Hello'), good], 'reserved_bits');
    }
  });

  test.each([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])('4: refuses the opcode %i', async (opcode) => {
    for (const payload of ['', 'reserved']) {
      const { told, sent } = await play(scene, [
        frame(0x81, 'Hello'),
        frame(0x80 | opcode, payload),
        frame(0x89),
      ]);
      expect(told).toEqual(['text Hello', failure('unknown_opcode').told]);
      expect(sent).toEqual([failure('unknown_opcode').sent]);
    }
  });

  test.each([0x08, 0x09, 0x0a])('5: refuses a control frame %i in fragments', async (first) => {
    await expectFailure(scene, [frame(first, 'a'), frame(0x80, 'b')], 'control_fragmented');
  });

  test('5: joins fragments, empty ones too', async () => {
    const { told } = await play(scene, [
      ...[frame(0x01, 'frag'), frame(0x00), frame(0x80, 'ment')],
      ...[frame(0x01), frame(0x00), frame(0x80)],
      ...[frame(0x02, 'a'), ...Array.from({ length: 50 }, () => frame(0x00, 'b')), frame(0x80)],
    ]);
    expect(told).toEqual(['text fragment', 'text ', `binary 61${'62'.repeat(50)}`, 'lost']);
  });

  test('5: answers a ping between fragments before the message', async () => {
    const { told, sent } = await play({ ...scene, onOpen: echo }, [
      frame(0x01, 'frag'),
      frame(0x89, 'p'),
      frame(0x00),
      frame(0x89, 'q'),
      frame(0x80, 'ment'),
    ]);
    expect(told).toEqual(['ping 70', 'ping 71', 'lost']);
    expect(sent).toEqual([frame(0x8a, 'p'), frame(0x8a, 'q'), frame(0x81, 'fragment')]);
  });

  test.each([
    ['a last continuation first', [frame(0x80, 'x'), frame(0x81, 'Hello')], 'unexpected_continuation'],
    ['a first continuation first', [frame(0x00, 'x'), frame(0x81, 'Hello')], 'unexpected_continuation'],
    ['a continuation after a message', [frame(0x81, 'x'), frame(0x80, 'y')], 'unexpected_continuation'],
    ['a message within a message', [frame(0x01, 'x'), frame(0x81, 'y')], 'expected_continuation'],
    ['bytes within a text', [frame(0x01, 'x'), frame(0x02, 'y')], 'expected_continuation'],
  ] as const)('5: refuses %s', async (_what, frames, code) => {
    await expectFailure(scene, frames, code);
  });

  test('9: counts fragments against the limit, to the byte', async () => {
    const small = { ...scene, maxMessageBytes: 10 };
    const fits = await play(small, [frame(0x02, '12345'), frame(0x80, '67890'), frame(0x82, '1234567890')]);
    expect(fits.told).toEqual(['binary 31323334353637383930', 'binary 31323334353637383930', 'lost']);
    await expectFailure(small, [frame(0x02, '12345'), frame(0x80, '678901')], 'message_too_large');
    await expectFailure(small, ['820b'], 'message_too_large');
  });
});

test('refuses a frame with a mask from a server, and without one from a client', async () => {
  await expectFailure({ role: 'client' }, ['8185 37fa213d 7f9f4d5158'], 'masked');
  const { told } = await play(
    { role: 'server', onOpen: (connection) => connection.read(Buffer.from('8100', 'hex')) },
    [],
  );
  expect(told).toEqual([failure('unmasked').told]);
});

function echo(connection: Parameters<NonNullable<Scene['onOpen']>>[0]): void {
  connection.onText = (text) => connection.sendText(text);
}
