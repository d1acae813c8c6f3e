import { setImmediate as turn } from 'node:timers/promises';
import { CLOSE, LIMITS, Problem } from '@parlor/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeTransport } from '../../../../e2e/support/fake-transport.ts';
import type { Identity } from './connection.ts';
import { Connections } from './connections.ts';
import { Dispatcher } from './dispatcher.ts';
import { Flusher } from './flusher.ts';
import { Gateway } from './gateway.ts';

const ada = { userId: 'ada', sessionId: 's1' };
const author = { id: 'ada', handle: 'ada', name: 'Ada', hue: 1, bot: false };

let connections: Connections<Identity>;
let gateway: Gateway<Identity>;
let transport: FakeTransport;
let authenticate: (token: string) => Promise<Identity>;
const onIdentified = vi.fn();
const onEnd = vi.fn();

beforeEach(() => {
  vi.clearAllMocks();
  connections = new Connections();
  transport = new FakeTransport();
  authenticate = async (token) => {
    if (token !== 'good') throw new Problem('unauthenticated');
    return ada;
  };
  const dispatcher: Dispatcher<Identity> = new Dispatcher({
    commands: {
      'session.hello': {
        open: true,
        pipelined: () => false,
        run: async (connection, { token }, reply) => reply(await gateway.hello(connection, token)),
      },
    },
    idOf: (_, room) => room,
    onError: () => new Problem('internal'),
  });
  gateway = new Gateway({
    connections,
    dispatcher: () => dispatcher,
    flusher: new Flusher(),
    signIn: { authenticate: (token) => authenticate(token), author: () => author },
    server: 'parlor test',
    epoch: 'e1',
    limited: 'off',
    onEnd,
    onIdentified,
  });
});
afterEach(() => void vi.useRealTimers());

const hello = (connection: ReturnType<typeof gateway.open>, token: string, re = 'h') =>
  gateway.receive(connection, 'session.hello', { token }, transport.respond(re));
async function settled(): Promise<void> {
  for (let index = 0; index < 5; index += 1) await turn();
}

describe('a connection', () => {
  test('is welcomed first of all, by an id of its own', async () => {
    const [one, two] = [gateway.open(transport, ada), gateway.open(new FakeTransport())];
    await settled();
    expect(transport.frames[0]).toMatchObject({
      type: 'session.welcome',
      data: {
        protocol: 1,
        connection: one.id,
        epoch: 'e1',
        user: author,
        heartbeat: 25_000,
        limits: { frame: LIMITS.frame, body: LIMITS.body },
      },
    });
    expect(one.id).not.toBe(two.id);
    one.end();
    two.end();
  });

  test('signs in by hello, once: another changes nothing', async () => {
    const connection = gateway.open(transport);
    hello(connection, 'good');
    await settled();
    expect(transport.told).toEqual(['session.welcome', 'ok']);
    authenticate = async () => ({ userId: 'bob', sessionId: 's2' });
    hello(connection, 'other');
    await settled();
    expect(connection.identity).toEqual(ada);
    expect([...connections.ofUser('bob')]).toEqual([]);
    expect(onIdentified).toHaveBeenCalledTimes(1);
    connection.end();
  });

  test('with a wrong hello is answered, and then closed with 4100', async () => {
    hello(gateway.open(transport), 'bad');
    await settled();
    expect(transport.told).toEqual(['session.welcome', 'unauthenticated']);
    expect(transport.closed).toMatchObject({ code: CLOSE.badToken.code, reconnect: false });
  });

  test('without hello is closed with 4104 after 10 s', () => {
    vi.useFakeTimers();
    gateway.open(transport);
    vi.advanceTimersByTime(LIMITS.hello - 1);
    expect(transport.closed).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(transport.closed).toMatchObject({ code: 4104 });
    expect(connections.size).toBe(0);
  });

  test('that is gone before its token was looked at leaves nothing behind', async () => {
    const connection = gateway.open(transport);
    hello(connection, 'good');
    connection.end();
    await settled();
    expect(onIdentified).not.toHaveBeenCalled();
    expect([...connections.ofUser('ada')]).toEqual([]);
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(connections.size).toBe(0);
  });
});

test('a session that ends closes its connections, and no other', () => {
  const other = new FakeTransport();
  gateway.open(transport, ada);
  gateway.open(other, { userId: 'ada', sessionId: 's2' });
  connections.closeSession('s1', CLOSE.signedOut);
  expect(transport.closed).toMatchObject({ code: 4101 });
  expect(other.closed).toBeUndefined();
  expect([...connections.ofUser('ada')]).toHaveLength(1);
});

test('going away tells everybody to come back, each at a moment of their own', () => {
  const transports = Array.from({ length: 20 }, () => new FakeTransport());
  for (const each of transports) gateway.open(each, ada);
  gateway.drain(2_000);
  expect(gateway.isDraining).toBe(true);
  for (const { closed } of transports) expect(closed).toMatchObject({ code: 4000, reconnect: true });
  const moments = transports.map(({ closed }) => closed?.afterMs ?? -1);
  expect(new Set(moments).size).toBeGreaterThan(5);
  expect(Math.max(...moments)).toBeLessThanOrEqual(2_000);
  expect(connections.size).toBe(0);
});
