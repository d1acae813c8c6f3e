import { describe, expect, test } from 'vitest';
import { WEBSOCKET_ERRORS, type WebSocketErrorCode } from './errors.ts';
import { closeFrame, frame, nameOf, play, SCENES } from './wire.fixture.ts';

function failureLine(code: WebSocketErrorCode): string {
  const { closeCode, meaning } = WEBSOCKET_ERRORS[code];
  return `close ${closeCode} ${meaning} (not clean)`;
}

describe.each(SCENES.map((scene) => [nameOf(scene), scene] as const))('%s', (_name, scene) => {
  test.each([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999])(
    '7: answers the close code %i with itself',
    async (code) => {
      const { told, sent } = await play(scene, [closeFrame(code, 'why')]);
      expect(told).toEqual([`close ${code} why`]);
      expect(sent).toEqual([closeFrame(code)]);
    },
  );

  test.each([0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])(
    '7: refuses the close code %i',
    async (code) => {
      const { told, sent } = await play(scene, [closeFrame(code)]);
      expect(told).toEqual([failureLine('close_code')]);
      expect(sent).toEqual([closeFrame(1002, WEBSOCKET_ERRORS.close_code.meaning)]);
    },
  );

  test('7: answers a close without a code with one without a code', async () => {
    expect(await play(scene, ['8800'])).toEqual({ told: ['close 1005'], sent: ['8800'] });
  });

  test('7: takes a reason of 123 bytes', async () => {
    const reason = '€'.repeat(41);
    expect((await play(scene, [closeFrame(1000, reason)])).told).toEqual([`close 1000 ${reason}`]);
  });

  test.each([
    ['one byte', '8801 03', 'close_payload'],
    ['a reason that is not UTF-8', '8806 03e8 cebaf080', 'invalid_utf8'],
    ['126 bytes', '887e 007e', 'control_too_long'],
  ] as const)('7: refuses a close with %s', async (_what, hex, code) => {
    const { told } = await play(scene, [hex]);
    expect(told).toEqual([failureLine(code)]);
  });

  test('7: ignores whatever follows a close', async () => {
    const after = [frame(0x81, 'late'), frame(0x89, 'late'), closeFrame(1001), 'ffff'];
    const { told, sent } = await play(scene, [frame(0x01, 'half'), closeFrame(1000), ...after]);
    expect(told).toEqual(['close 1000']);
    expect(sent).toEqual([closeFrame(1000)]);
  });

  test('7: ignores whatever follows a fault', async () => {
    const { told, sent } = await play(scene, [
      '8f00',
      frame(0x81, 'late'),
      frame(0x89, 'late'),
      closeFrame(1000),
    ]);
    expect(told).toEqual([failureLine('unknown_opcode')]);
    expect(sent).toHaveLength(1);
  });

  test('tells of no message after our own close, and still hears the peer', async () => {
    const { told, sent } = await play({ ...scene, onOpen: (connection) => connection.close(4000, 'done') }, [
      frame(0x81, 'late'),
      frame(0x89, 'late'),
      closeFrame(4000),
    ]);
    expect(told).toEqual(['close 4000']);
    expect(sent).toEqual([closeFrame(4000, 'done')]);
  });

  test('a peer that ends without a close is lost', async () => {
    expect(await play(scene, [frame(0x01, 'half')])).toEqual({ told: ['lost'], sent: [] });
    expect(await play(scene, ['81'])).toEqual({ told: ['lost'], sent: [] });
  });
});
