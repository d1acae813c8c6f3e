import { CLOSE, Problem } from '@parlor/protocol';
import { describe, expect, it } from 'vitest';
import { Disconnected } from './failures.ts';
import { Session } from './session.ts';
import type { GetToken } from './session-state.ts';
import { FakeServer } from './testing/fake-server.ts';
import { ManualClock, settle } from './testing/manual-clock.ts';

function setUp(getToken?: GetToken) {
  const clock = new ManualClock();
  const server = new FakeServer();
  const session = new Session({ transport: server, clock, ...(getToken && { getToken }) });
  return { clock, server, session };
}

describe('a session', () => {
  it('connects and answers commands with their replies', async () => {
    const { session } = setUp();
    session.start();
    expect(session.state.name).toBe('connecting');
    await settle();
    expect(session.state).toMatchObject({ name: 'connected', user: { id: 'ada' } });
    await expect(session.command('ping', {})).resolves.toEqual({});
  });

  it('gives a refusal as a problem with its code', async () => {
    const { server, session } = setUp();
    session.start();
    await settle();
    server.refusals.push('muted');
    const sent = session.command('message.send', { room: 'r', body: 'x', clientId: 'c' });
    await expect(sent).rejects.toMatchObject({ code: 'muted' } satisfies Partial<Problem>);
  });

  it('fails commands at once while there is no connection, and when it ends before the answer', async () => {
    const { server, session } = setUp();
    await expect(session.command('ping', {})).rejects.toBeInstanceOf(Disconnected);
    session.start();
    await settle();
    server.silent = true;
    const waiting = session.command('ping', {});
    server.cut();
    await expect(waiting).rejects.toBeInstanceOf(Disconnected);
  });

  it('signs in with session.hello where the transport cannot', async () => {
    const { server, session } = setUp(async () => 'good');
    server.signIn = 'hello';
    server.tokens = new Set(['good']);
    session.start();
    await settle();
    expect(server.commands.map(({ type }) => type)).toEqual(['session.hello']);
    expect(session.state).toMatchObject({ name: 'connected', user: { id: 'ada' } });
  });

  it.each(['handshake', 'hello'] as const)(
    'asks once for a fresh token when one is refused (%s)',
    async (signIn) => {
      const wishes: boolean[] = [];
      const { server, session } = setUp(async ({ refresh }) => {
        wishes.push(refresh);
        return refresh ? 'fresh' : 'stale';
      });
      server.signIn = signIn;
      server.tokens = new Set(['fresh']);
      session.start();
      await settle();
      expect(wishes).toEqual([false, true]);
      expect(session.state.name).toBe('connected');
    },
  );

  it('is signed out when the fresh token is refused too, and when there is none', async () => {
    const refused = setUp(async () => 'stale');
    refused.server.tokens = new Set();
    refused.session.start();
    const none = setUp(async () => null);
    none.session.start();
    await settle();
    expect(refused.session.state).toEqual({ name: 'closed', reason: 'signed-out' });
    expect(none.session.state).toEqual({ name: 'closed', reason: 'signed-out' });
  });

  it('tries again later when the token could not be asked for', async () => {
    const { clock, session } = setUp(async () => Promise.reject(new Error('network')));
    session.start();
    await settle();
    expect(session.state.name).toBe('offline');
    expect(clock.next).toBe(250);
  });
});

describe('reconnecting', () => {
  it('waits with full jitter up to bounds that double from 0.5 to 20 s', async () => {
    const { clock, server, session } = setUp();
    clock.chance = 0.999_999;
    server.reachable = false;
    session.start();
    const waits: (number | undefined)[] = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      await settle();
      waits.push(clock.next);
      await clock.pass(clock.next ?? 0);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
  });

  it('starts again with short waits after a connection that lasted', async () => {
    const { clock, server, session } = setUp();
    server.reachable = false;
    session.start();
    await clock.pass(60_000);
    server.reachable = true;
    await clock.pass(20_000);
    expect(session.state.name).toBe('connected');
    await clock.pass(6_000);
    server.cut();
    await settle();
    expect(clock.next).toBeLessThanOrEqual(500);
  });

  it('waits as long as the goodbye says', async () => {
    const { clock, server, session } = setUp();
    session.start();
    await settle();
    server.say({
      type: 'session.goodbye',
      data: { code: 4003, reason: 'upgrading', reconnect: true, afterMs: 3_000 },
    });
    server.cut();
    expect(session.state).toMatchObject({ name: 'offline', code: 4003 });
    expect(clock.next).toBeGreaterThanOrEqual(3_000);
  });

  it.each([
    [CLOSE.signedOut, 'signed-out'],
    [CLOSE.suspended, 'suspended'],
    [CLOSE.protocolTooOld, 'too-old'],
    [CLOSE.noHello, 'refused'],
  ] as const)('does not come back after %o: %s', async (how, reason) => {
    const { clock, server, session } = setUp();
    session.start();
    await settle();
    server.cut(how);
    await clock.pass(120_000);
    expect(session.state).toEqual({ name: 'closed', reason });
    expect(server.connects).toBe(1);
  });

  it('does not come back after a goodbye that says so', async () => {
    const { server, session } = setUp();
    session.start();
    await settle();
    const data = { code: 4102, reason: 'suspended', reconnect: false, afterMs: 0 };
    server.say({ type: 'session.goodbye', data });
    server.cut({ code: 1005, reason: '' });
    expect(session.state).toEqual({ name: 'closed', reason: 'suspended' });
  });

  it('comes back at once when it is asked to', async () => {
    const { server, session } = setUp();
    server.reachable = false;
    session.start();
    await settle();
    server.reachable = true;
    session.retryNow();
    await settle();
    expect(session.state.name).toBe('connected');
  });

  it('stays closed when it is closed while it waits', async () => {
    const { clock, server, session } = setUp();
    server.reachable = false;
    session.start();
    await settle();
    session.close();
    await clock.pass(60_000);
    expect(server.connects).toBe(1);
  });

  it('gives up a server that takes the connection and says nothing', async () => {
    const { clock, server, session } = setUp(async () => 'good');
    server.signIn = 'hello';
    server.silent = true;
    session.start();
    await clock.pass(15_000);
    expect(session.state.name).toBe('offline');
  });
});

describe('a silent peer', () => {
  it('is asked after 25 s and given up 10 s later', async () => {
    const { clock, server, session } = setUp();
    server.heartbeat = 'session';
    session.start();
    await settle();
    await clock.pass(24_999);
    expect(server.commands).toEqual([]);
    await clock.pass(1);
    expect(server.commands.map(({ type }) => type)).toEqual(['ping']);
    server.silent = true;
    await clock.pass(25_000 + 9_999);
    expect(session.state.name).toBe('connected');
    await clock.pass(1);
    expect(session.state.name).toBe('offline');
  });

  it('is asked at once after the machine slept', async () => {
    const { server, session } = setUp();
    server.heartbeat = 'session';
    session.start();
    await settle();
    session.checkAlive();
    await settle();
    expect(server.commands.map(({ type }) => type)).toEqual(['ping']);
  });
});
