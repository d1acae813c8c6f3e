/**
 * A room's log line: the event as everyone sees it, and then who sent it.
 *
 *     {"type":"message.created","room":"general","seq":1,"at":"…","data":{…},"client":"…"}
 *
 * What is sent is cut from the line's bytes; nothing is parsed or encoded again. The marks below cannot be found in a
 * string's inside, where every quote has a backslash before it.
 */
const NEWLINE = 0x0a;
const CLOSE = 0x7d;
const TEXT_FRAME = 0x81;

const CLIENT = Buffer.from(',"client":');
const DATA = Buffer.from(',"data":');
const SEQ = Buffer.from(',"seq":');
const TYPE = Buffer.from('{"type":"message.created",');
const REPLAY = Buffer.from('"replay":true,');

/** One new message before it is encoded: its event without the closing brace, and its sender's `,"client":…}\n`. */
export interface NewLine {
  readonly event: string;
  readonly tail: string;
}

/** The end of every line that `client` sends. A string: a small buffer would keep the whole pool that it was cut from. */
export function tailOf(client: string): string {
  return `,"client":${JSON.stringify(client)}}\n`;
}

/** Encodes a batch once: the bytes for the log, and the same events as WebSocket frames. */
export function encodeBatch(lines: readonly NewLine[]): { log: Buffer; frames: Buffer } {
  const lengths = new Array<number>(lines.length);
  let logBytes = 0;
  let frameBytes = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const { event, tail } = lines[index] as NewLine;
    const length = Buffer.byteLength(event);
    lengths[index] = length;
    logBytes += length + Buffer.byteLength(tail);
    frameBytes += headerLength(length + 1) + length + 1;
  }
  const log = Buffer.allocUnsafe(logBytes);
  const frames = Buffer.allocUnsafe(frameBytes);
  let inLog = 0;
  let inFrames = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const { event, tail } = lines[index] as NewLine;
    const length = lengths[index] as number;
    // As many bytes as characters: all ASCII, and then the narrow copy is the faster one.
    log.write(event, inLog, length === event.length ? 'latin1' : 'utf8');
    inFrames = writeHeader(frames, inFrames, length + 1);
    log.copy(frames, inFrames, inLog, inLog + length);
    inLog += length;
    inFrames += length;
    frames[inFrames] = CLOSE;
    inFrames += 1;
    inLog += log.write(tail, inLog);
  }
  return { log, frames };
}

/** Turns whole lines of the log into the frames of a replay. */
export function encodeReplay(lines: Buffer): { frames: Buffer; count: number } {
  const spans = [...eachLine(lines)];
  const most = lines.length + spans.length * (REPLAY.length + 10);
  const frames = Buffer.allocUnsafe(most);
  let at = 0;
  for (const [start, end] of spans) {
    const rest = start + TYPE.length;
    const body = endOfData(lines, start, end);
    at = writeHeader(frames, at, TYPE.length + REPLAY.length + (body - rest) + 1);
    at += TYPE.copy(frames, at);
    at += REPLAY.copy(frames, at);
    at += lines.copy(frames, at, rest, body);
    frames[at] = CLOSE;
    at += 1;
  }
  return { frames: frames.subarray(0, at), count: spans.length };
}

/** The messages of whole lines of the log, each as the bytes of its JSON. */
export function messagesOf(lines: Buffer): Buffer[] {
  return [...eachLine(lines)].map(([start, end]) => {
    const from = lines.indexOf(DATA, start) + DATA.length;
    return lines.subarray(from, endOfData(lines, start, end));
  });
}

/** The `seq` of the line that starts at `start`, or undefined where there is none to read. */
export function seqAt(bytes: Buffer, start: number): number | undefined {
  const found = bytes.indexOf(SEQ, start);
  if (found < 0) return undefined;
  let at = found + SEQ.length;
  let seq = 0;
  for (; at < bytes.length; at += 1) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return at > found + SEQ.length ? seq : undefined;
    seq = seq * 10 + digit;
  }
  return undefined;
}

/** The frames of a batch from the `skip`-th on. */
export function skipFrames(frames: Buffer, skip: number): Buffer {
  let at = 0;
  for (let index = 0; index < skip; index += 1) at = endOfFrame(frames, at);
  return frames.subarray(at);
}

/** The spans of whole lines: start, and the newline's place. */
export function* eachLine(bytes: Buffer): Generator<[number, number]> {
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end < 0) return;
    yield [start, end];
    start = end + 1;
  }
}

function endOfData(lines: Buffer, start: number, end: number): number {
  const found = lines.lastIndexOf(CLIENT, end);
  return found > start ? found : end - 1;
}

function headerLength(length: number): number {
  if (length < 126) return 2;
  return length < 65_536 ? 4 : 10;
}

function writeHeader(target: Buffer, at: number, length: number): number {
  target[at] = TEXT_FRAME;
  if (length < 126) {
    target[at + 1] = length;
    return at + 2;
  }
  if (length < 65_536) {
    target[at + 1] = 126;
    return target.writeUInt16BE(length, at + 2);
  }
  target[at + 1] = 127;
  return target.writeBigUInt64BE(BigInt(length), at + 2);
}

function endOfFrame(frames: Buffer, at: number): number {
  const length = frames[at + 1] as number;
  if (length < 126) return at + 2 + length;
  if (length === 126) return at + 4 + frames.readUInt16BE(at + 2);
  return at + 10 + Number(frames.readBigUInt64BE(at + 2));
}
