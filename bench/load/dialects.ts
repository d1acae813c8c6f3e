import type { Dialect, FrameKind } from './dialect.ts';
import { numberAt } from './marks.ts';

const LETTER = { '#': 35, c: 99, e: 101, m: 109, o: 111, p: 112, r: 114, s: 115, t: 116 } as const;
const SEQ = Buffer.from('"seq":');
const OK_AT = '{"re":"100000000","ok":'.length;
const ENTERED_OK_AT = '{"re":"room","ok":'.length;
const COUNT_AT = '{"re":"'.length;

/** Where the room's number stands, seen from the payload's start; the room's id has one length. */
let seqHint = 0;

function seqOf(bytes: Buffer, start: number): number {
  const likely = start + seqHint;
  if (bytes[likely] !== 34 || bytes[likely + 1] !== LETTER.s || bytes[likely + 5] !== 58) {
    seqHint = bytes.indexOf(SEQ, start) - start;
  }
  return numberAt(bytes, start + seqHint + SEQ.length);
}

function parlorKind(bytes: Buffer, start: number): FrameKind {
  // {"type":"message.created"… or {"re":"…
  if (bytes[start + 2] === LETTER.t) {
    return bytes[start + 9] === LETTER.m && bytes[start + 17] === LETTER.c ? 'message' : 'other';
  }
  if (bytes[start + COUNT_AT] !== LETTER.r) return bytes[start + OK_AT] === LETTER.t ? 'reply' : 'failure';
  return bytes[start + ENTERED_OK_AT] === LETTER.t ? 'entered' : 'failure';
}

const parlor = {
  message: (room: string, body: string, count: number) => {
    const clientId = body.slice(2, 16);
    const data = { room, clientId, body };
    return JSON.stringify({ type: 'message.send', id: String(count), data });
  },
  kindOf: parlorKind,
  seqOf,
  repliedCount: (bytes: Buffer, start: number) => numberAt(bytes, start + COUNT_AT),
};

/** The full server over WebSocket: signed in by header, entered by the request line. */
export function full(tokens: readonly string[]): Dialect {
  return {
    ...parlor,
    name: 'parlor full',
    request: (room, person) => ({
      path: `/ws?room=${room}&history=0`,
      headers: `Authorization: Bearer ${tokens[person % tokens.length]}\r\n`,
    }),
  };
}

/** The lite server. */
export const lite: Dialect = {
  ...parlor,
  name: 'parlor lite',
  request: (room) => ({ path: `/ws?room=${room}&history=0`, headers: '' }),
};

/** The bare peers over WebSocket: a room by the request line, a word of welcome, and bodies. */
export function bare(name: string): Dialect {
  return {
    name,
    request: (room) => ({ path: `/?room=${room}`, headers: '' }),
    message: (_room, body) => body,
    kindOf: (bytes, start) => (bytes[start] === LETTER['#'] ? 'message' : 'entered'),
    seqOf: () => 0,
    repliedCount: () => 0,
  };
}

const SOCKET_IO = '/socket.io/?EIO=4&transport=websocket';

function engineKind(bytes: Buffer, start: number): FrameKind | undefined {
  if (bytes[start] === 48) return 'greeting';
  if (bytes[start] === 50) return 'ping';
  return undefined;
}

/** A bare Socket.IO server: the room in the query, `m` is a message to it. */
export const socketIo: Dialect = {
  name: 'socket.io',
  request: (room) => ({ path: `${SOCKET_IO}&room=${room}`, headers: '' }),
  answer: () => '40',
  message: (_room, body) => `42["m","${body}"]`,
  kindOf: (bytes, start) => {
    const engine = engineKind(bytes, start);
    if (engine !== undefined) return engine;
    // 40{"sid":… or 42["m",…
    return bytes[start + 1] === 50 ? 'message' : 'entered';
  },
  seqOf: () => 0,
  repliedCount: () => 0,
};

/** Socket.IO clients on the full server. */
export function fullBySocketIo(tokens: readonly string[]): Dialect {
  return {
    name: 'parlor full, Socket.IO',
    request: () => ({ path: SOCKET_IO, headers: '' }),
    answer: (kind, room, person) =>
      kind === 'greeting'
        ? `40${JSON.stringify({ token: tokens[person % tokens.length] })}`
        : `420${JSON.stringify(['room.enter', { room, history: 0 }])}`,
    message: (room, body, count) => {
      const data = { room, clientId: body.slice(2, 16), body };
      return `42${count}${JSON.stringify(['message.send', data])}`;
    },
    kindOf: (bytes, start, end) => {
      const engine = engineKind(bytes, start);
      if (engine !== undefined) return engine;
      // 42["message.created",… or 43<id>[{"ok":…
      if (bytes[start + 1] === 50)
        return bytes[start + 4] === LETTER.m && bytes[start + 12] === LETTER.c ? 'message' : 'other';
      if (bytes[start + 1] === 48) return 'connected';
      if (bytes[start + 1] !== 51) return bytes[start + 1] === 52 ? 'failure' : 'other';
      if (bytes.toString('latin1', start, Math.min(end, start + 12)) === '430[{"ok":tr') return 'entered';
      return bytes[start + '43100000000[{"ok":'.length] === LETTER.t ? 'reply' : 'failure';
    },
    seqOf,
    repliedCount: (bytes, start) => numberAt(bytes, start + 2),
  };
}
