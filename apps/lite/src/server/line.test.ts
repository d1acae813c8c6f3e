import { describe, expect, test } from 'vitest';
import { encodeBatch, encodeReplay, messagesOf, skipFrames, tailOf } from './line.ts';
import { encodeMessage, eventStart } from './message.ts';

/** Names and texts that look like the marks by which a line is cut. */
const EVIL = [
  'plain',
  ',"client":',
  '","client":"x"}',
  ',"data":{',
  '{"type":"message.created",',
  'ü🏮\u2028\n',
  '\\"',
];

function batchOf(texts: readonly string[]) {
  return encodeBatch(
    texts.map((text, index) => ({
      event: encodeMessage(eventStart(text), index + 1, JSON.stringify({ name: text }), {
        body: text.repeat(index === 1 ? 200 : 1),
        clientId: text,
        replyTo: index,
      }),
      tail: tailOf(text),
    })),
  );
}

/** The texts of unmasked frames. */
function textsOf(frames: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at < frames.length; ) {
    const short = frames[at + 1] ?? 0;
    const start = short < 126 ? at + 2 : short === 126 ? at + 4 : at + 10;
    const length =
      short < 126 ? short : short === 126 ? frames.readUInt16BE(at + 2) : frames.readUInt32BE(at + 6);
    texts.push(frames.toString('utf8', start, start + length));
    at = start + length;
  }
  return texts;
}

describe('a log line', () => {
  const { log, frames } = batchOf(EVIL);
  const events = textsOf(frames).map((text) => JSON.parse(text));

  test('is JSON: the event as it is sent, and its sender', () => {
    const stored = log
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(stored).toEqual(events.map((event, index) => ({ ...event, client: EVIL[index] })));
  });

  test('is never shown with its sender', () => {
    for (const event of events) expect(event).not.toHaveProperty('client');
  });

  test('becomes the same event, marked as replay', () => {
    const replay = encodeReplay(log);
    expect(replay.count).toBe(EVIL.length);
    expect(textsOf(replay.frames).map((text) => JSON.parse(text))).toEqual(
      events.map((event) => ({ ...event, replay: true })),
    );
  });

  test('gives its message to a page', () => {
    expect(messagesOf(log).map((message) => JSON.parse(message.toString()))).toEqual(
      events.map(({ data }) => data),
    );
  });

  test('can be skipped as a frame, short, long and very long', () => {
    const { frames: mixed } = batchOf(['a', 'b'.repeat(400), 'c']);
    expect(textsOf(skipFrames(mixed, 2)).map((text) => JSON.parse(text).seq)).toEqual([3]);
    expect(skipFrames(mixed, 3)).toHaveLength(0);
  });
});
