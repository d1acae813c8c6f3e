import { expect, test } from 'vitest';
import { encodeMaskedFrame, encodeTextFrame, joinTextFrames } from './frames.ts';
import { frame, readFrames } from './wire.fixture.ts';

const LENGTHS = [0, 1, 125, 126, 127, 65_534, 65_535, 65_536, 65_537];

test.each(LENGTHS)('a text of %i bytes has the shortest header', (length) => {
  const text = 'x'.repeat(length);
  expect(encodeTextFrame(text).toString('hex')).toBe(frame(0x81, text));
  expect(encodeTextFrame(Buffer.from(text)).toString('hex')).toBe(frame(0x81, text));
  expect(encodeMaskedFrame(0x81, text).length).toBe(encodeTextFrame(text).length + 4);
  expect(readFrames(encodeMaskedFrame(0x81, text)).map(String)).toEqual([
    String(Buffer.from(frame(0x81, text), 'hex')),
  ]);
});

test('texts and bytes of any length are joined in order, in one buffer', () => {
  const texts = LENGTHS.flatMap((length) => ['x'.repeat(length), 'ä'.repeat(length)]);
  const mixed = texts.map((text, at) => (at % 3 === 0 ? Buffer.from(text) : text));
  expect(joinTextFrames(mixed).toString('hex')).toBe(texts.map((text) => frame(0x81, text)).join(''));
  expect(joinTextFrames([])).toHaveLength(0);
});

test('half a surrogate pair goes out as the replacement character', () => {
  expect(encodeTextFrame('a\ud800').toString('hex')).toBe(frame(0x81, 'a\ufffd'));
  expect(joinTextFrames(['\udc00']).toString('hex')).toBe(frame(0x81, '\ufffd'));
});
