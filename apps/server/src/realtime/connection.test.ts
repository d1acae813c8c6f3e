import { CLOSE, LIMITS } from '@parlor/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeTransport } from '../../../../e2e/support/fake-transport.ts';
import { Batch } from './batch.ts';
import { Connection } from './connection.ts';
import { encodeEvent } from './encoded.ts';
import { Flusher } from './flusher.ts';

const notice = (text: string) => encodeEvent('notice', { level: 'info', text });

let transport: FakeTransport;
let connection: Connection;
let ended: number;

beforeEach(() => {
  vi.useFakeTimers();
  transport = new FakeTransport();
  connection = new Connection('c', transport, { flusher: new Flusher(), limited: 'off' });
  ended = 0;
  connection.onEnd = () => {
    ended += 1;
  };
});
afterEach(() => vi.useRealTimers());

const deliver = () => connection.deliver(new Batch([notice('live')]));

describe('live events', () => {
  test('are written with what was gathered before them, in one write', () => {
    connection.event(notice('one'));
    connection.event(notice('two'));
    deliver();
    expect(transport.frames.map(({ data }) => data.text)).toEqual(['one', 'two', 'live']);
    expect(transport.writes).toBe(1);
  });

  test('that wait past 1 MiB close the connection with 4008', () => {
    transport.buffered = LIMITS.backlog;
    deliver();
    expect(transport.closed).toBeUndefined();
    transport.buffered += 1;
    deliver();
    expect(transport.closed).toMatchObject({ code: CLOSE.slowConsumer.code, reconnect: true });
    expect(ended).toBe(1);
  });

  test('behind answers that the peer has not taken yet are counted by themselves', () => {
    transport.bufferedReplies = 5 * LIMITS.backlog;
    transport.buffered = transport.bufferedReplies + LIMITS.backlog;
    deliver();
    expect(transport.closed).toBeUndefined();
    expect(transport.isPaused).toBe(true);
    transport.buffered += 1;
    deliver();
    expect(transport.closed).toMatchObject({ code: 4008 });
  });

  test('reach nobody after the end', () => {
    connection.end();
    deliver();
    connection.event(notice('late'));
    vi.runAllTimers();
    expect(transport.frames).toEqual([]);
  });
});

describe('a peer that takes nothing of what it asked for', () => {
  beforeEach(() => {
    transport.buffered = LIMITS.backlog + 1;
    transport.bufferedReplies = transport.buffered;
    connection.event(notice('answer'));
    vi.advanceTimersToNextTimer();
  });

  test('is not read, and is read again once it has taken it', async () => {
    expect(transport.isPaused).toBe(true);
    transport.drain();
    await vi.advanceTimersByTimeAsync(0);
    expect(transport.isPaused).toBe(false);
  });

  test('is closed with 4008 after 60 s', async () => {
    await vi.advanceTimersByTimeAsync(59_999);
    expect(transport.closed).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(transport.closed).toMatchObject({ code: 4008 });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('but is not closed as long as it takes some', async () => {
    for (let minute = 0; minute < 5; minute += 1) {
      transport.buffered -= 1_000;
      await vi.advanceTimersByTimeAsync(60_000);
    }
    expect(transport.closed).toBeUndefined();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(transport.closed).toMatchObject({ code: 4008 });
  });

  test('gets no further page until it has', async () => {
    let ready: boolean | undefined;
    void connection.ready().then((is) => {
      ready = is;
    });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ready).toBeUndefined();
    transport.drain();
    await vi.advanceTimersByTimeAsync(0);
    expect(ready).toBe(true);
  });
});

test('a connection that is over answers that it is not ready', async () => {
  connection.end();
  expect(await connection.ready()).toBe(false);
});

test('the end comes once, whoever is first', () => {
  connection.close(CLOSE.shuttingDown, 700);
  connection.close(CLOSE.slowConsumer);
  connection.end();
  expect(transport.closed).toMatchObject({ code: 4000, afterMs: 700 });
  expect(ended).toBe(1);
});
