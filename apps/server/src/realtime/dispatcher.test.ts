import { setImmediate as turn } from 'node:timers/promises';
import { Problem } from '@parlor/protocol';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeTransport } from '../../../../e2e/support/fake-transport.ts';
import { Connection, type Identity } from './connection.ts';
import { type CommandTable, Dispatcher } from './dispatcher.ts';
import { Flusher } from './flusher.ts';

/** A command that was begun, and how to answer it. */
interface Begun {
  readonly type: string;
  readonly room: string | undefined;
  readonly answer: () => void;
}

let transport: FakeTransport;
let connection: Connection<Identity>;
let begun: Begun[];
let ids: Map<string, string>;
let dispatcher: Dispatcher<Identity>;
let count: number;

beforeEach(() => {
  transport = new FakeTransport();
  connection = new Connection('c', transport, { flusher: new Flusher(), limited: 'off' });
  connection.identify({ userId: 'u', sessionId: 's' });
  begun = [];
  ids = new Map();
  count = 0;
  dispatcher = new Dispatcher({ commands, idOf: (_, room) => ids.get(room) ?? room, onError });
});

const onError = vi.fn(() => new Problem('internal'));
const begin =
  (type: string) =>
  (_: unknown, input: object, reply: (data: never) => void): Promise<void> =>
    new Promise((resolve) => {
      const room = 'room' in input ? String(input.room) : undefined;
      const answer = () => {
        reply({} as never);
        resolve();
      };
      begun.push({ type, room, answer });
    });
const commands: CommandTable<Identity> = {
  ping: { open: true, pipelined: () => false, run: (_connection, _input, reply) => reply({}) },
  'room.enter': { open: false, pipelined: () => false, run: begin('room.enter') },
  'room.exit': { open: false, pipelined: () => false, run: begin('room.exit') },
  'message.send': { open: false, pipelined: () => ids.size > 0, run: begin('message.send') },
  'typing.start': {
    open: false,
    pipelined: () => false,
    run: () => {
      throw new Error('a bug');
    },
  },
  'typing.stop': {
    open: false,
    pipelined: () => false,
    run: () => Promise.reject(new Problem('forbidden')),
  },
};

/** Sends a command; its id is c1, c2 … */
function send(type: string, data: object = {}): void {
  count += 1;
  dispatcher.dispatch(connection, { type, id: undefined, data }, transport.respond(`c${count}`));
}

const message = (room: string) => send('message.send', { room, body: 'Hi', clientId: 'x' });
/** A turn for what is refused later, and one for the flush that follows. */
async function written(): Promise<void> {
  await turn();
  await turn();
}

/** Which commands have been answered, in the order of the answers. */
async function answered(): Promise<string[]> {
  await written();
  return transport.frames.map(({ re }) => re);
}
const lastAnswer = async () => {
  await written();
  return transport.frames.at(-1);
};

describe('commands of one room', () => {
  test('are carried out in the order sent: the next begins when the one before has been answered', async () => {
    send('room.enter', { room: 'a' });
    send('room.exit', { room: 'a' });
    expect(begun.map(({ type }) => type)).toEqual(['room.enter']);
    begun[0]?.answer();
    expect(begun.map(({ type }) => type)).toEqual(['room.enter', 'room.exit']);
    begun[1]?.answer();
    expect(await answered()).toEqual(['c1', 'c2']);
  });

  test('when pipelined begin at once, and are answered in the order sent', async () => {
    ids.set('a', 'a');
    message('a');
    message('a');
    send('room.exit', { room: 'a' });
    expect(begun).toHaveLength(2);
    begun[1]?.answer();
    expect(await answered()).toEqual([]);
    begun[0]?.answer();
    expect(begun).toHaveLength(3);
    begun[2]?.answer();
    expect(await answered()).toEqual(['c1', 'c2', 'c3']);
  });

  test('are judged for pipelining when their turn has come, not when they arrive', async () => {
    ids.set('a', 'a');
    send('room.exit', { room: 'a' });
    message('a');
    message('a');
    ids.clear();
    begun[0]?.answer();
    expect(begun.map(({ type }) => type)).toEqual(['room.exit', 'message.send']);
    begun[1]?.answer();
    expect(begun).toHaveLength(3);
  });

  test('keep their order when the room is named by slug and by id', async () => {
    send('room.enter', { room: 'general' });
    message('general');
    ids.set('general', 'id');
    connection.learn('general', 'id');
    message('general');
    message('id');
    expect(begun).toHaveLength(1);
    for (let next = begun.shift(); next !== undefined; next = begun.shift()) next.answer();
    expect(await answered()).toEqual(['c1', 'c2', 'c3', 'c4']);
  });

  test('do not wait for those of another room, nor for those of none', async () => {
    send('room.enter', { room: 'a' });
    send('room.enter', { room: 'b' });
    send('ping');
    begun[1]?.answer();
    expect(await answered()).toEqual(['c3', 'c2']);
  });

  test('that are refused are answered in their place', async () => {
    send('room.enter', { room: 'a' });
    send('message.send', { room: 'a', body: '' });
    send('nonsense', { room: 'a' });
    expect(await answered()).toEqual([]);
    begun[0]?.answer();
    expect(await answered()).toEqual(['c1', 'c2', 'c3']);
    expect(transport.told).toEqual(['ok', 'invalid_input', 'unknown_command']);
  });

  test('may be thousands that were refused behind one that takes long', async () => {
    send('room.enter', { room: 'a' });
    for (let index = 0; index < 20_000; index += 1) send('nonsense', { room: 'a' });
    begun[0]?.answer();
    expect(await answered()).toHaveLength(20_001);
  });
});

describe('a command', () => {
  test('of an unknown type, or of a wrong form, is refused', async () => {
    send('room.fly');
    expect(await lastAnswer()).toMatchObject({ problem: { code: 'unknown_command', status: 400 } });
    send('message.send', { room: 'a', body: 'Hi' });
    expect(await lastAnswer()).toMatchObject({
      problem: { code: 'invalid_input', status: 422, errors: [{ pointer: '/clientId' }] },
    });
    send('__proto__');
    expect(await lastAnswer()).toMatchObject({ problem: { code: 'unknown_command' } });
  });

  test('before sign-in is refused, but for the open ones', async () => {
    connection = new Connection('d', transport, { flusher: new Flusher(), limited: 'off' });
    send('room.enter', { room: 'a' });
    expect(await lastAnswer()).toMatchObject({ problem: { code: 'unauthenticated', status: 401 } });
    send('ping');
    expect(await lastAnswer()).toMatchObject({ ok: true });
  });

  test('too many is refused with the seconds to wait', async () => {
    connection = new Connection('d', transport, { flusher: new Flusher(), limited: 'on' });
    for (let index = 0; index < 101; index += 1) send('ping');
    expect(await lastAnswer()).toMatchObject({ problem: { code: 'rate_limited', retryAfter: 1 } });
    expect(transport.told.filter((told) => told === 'ok')).toHaveLength(100);
    expect(transport.closed).toBeUndefined();
  });

  test('that fails by a bug is told as internal, and the bug is heard of', async () => {
    send('typing.start', { room: 'a' });
    expect(await lastAnswer()).toMatchObject({ problem: { code: 'internal', status: 500 } });
    expect(onError).toHaveBeenCalledWith(new Error('a bug'));
  });

  test('that is refused later is told its problem', async () => {
    send('typing.stop', { room: 'a' });
    expect(await lastAnswer()).toMatchObject({ problem: { code: 'forbidden', status: 403 } });
  });
});

describe('a connection', () => {
  test('keeps nothing of rooms whose commands have been answered', async () => {
    for (let index = 0; index < 1_000; index += 1) send('typing.stop', { room: `room-${index}` });
    expect(connection.lanes).toBe(1_000);
    await answered();
    expect(connection.lanes).toBe(0);
  });

  test('stops reading at 256 unanswered commands, and reads again below', async () => {
    for (let index = 0; index < 256; index += 1) {
      expect(transport.isPaused).toBe(false);
      send('room.enter', { room: 'a' });
    }
    expect(transport.isPaused).toBe(true);
    begun[0]?.answer();
    expect(transport.isPaused).toBe(false);
  });

  test('that is over begins nothing that waited, and is answered nothing', async () => {
    send('room.enter', { room: 'a' });
    send('room.enter', { room: 'a' });
    connection.end();
    begun[0]?.answer();
    expect(begun).toHaveLength(1);
    expect(await answered()).toEqual([]);
  });
});
