import { describe, expect, it } from 'vitest';
import { settle } from './testing/manual-clock.ts';
import { type WebSocketLike, webSocketTransport } from './websocket.transport.ts';

type Listener = (event: never) => void;

class FakeSocket implements WebSocketLike {
  readyState = 1;
  readonly sent: string[] = [];
  readonly #listeners = new Map<string, Listener>();

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, listener);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
  }

  fire(type: string, event: object): void {
    this.#listeners.get(type)?.(event as never);
  }
}

function setUp() {
  const socket = new FakeSocket();
  const told: unknown[] = [];
  const opened: string[] = [];
  const transport = webSocketTransport('ws://parlor/ws', (url, protocol) => {
    opened.push(url, protocol);
    return socket;
  });
  const listener = { frame: (frame: unknown) => told.push(frame), closed: (how: unknown) => told.push(how) };
  return { connection: transport.connect(listener, undefined), socket, told, opened };
}

describe('the WebSocket transport', () => {
  it('offers the sub-protocol and sends one JSON object a frame', () => {
    const { connection, opened, socket } = setUp();
    connection.send({ type: 'ping', id: 'c1', data: {} });
    expect(opened).toEqual(['ws://parlor/ws', 'parlor.v1']);
    expect(socket.sent).toEqual(['{"type":"ping","id":"c1","data":{}}']);
  });

  it('sends nothing on a socket that is not open', () => {
    const { connection, socket } = setUp();
    socket.readyState = 0;
    connection.send({ type: 'ping', id: 'c1', data: {} });
    expect(socket.sent).toEqual([]);
  });

  it('gives events and replies, and passes over what is neither', () => {
    const { socket, told } = setUp();
    for (const data of ['{"type":"x","data":{}}', '{"re":"c1","ok":true}', 'no json', '[]', '{}', 7]) {
      socket.fire('message', { data });
    }
    expect(told).toEqual([
      { type: 'x', data: {} },
      { re: 'c1', ok: true },
    ]);
  });

  it('tells the close once, and nothing after it', async () => {
    const { connection, socket, told } = setUp();
    socket.fire('close', { code: 4003, reason: 'upgrading' });
    socket.fire('message', { data: '{"type":"x"}' });
    connection.close();
    await settle();
    expect(told).toEqual([{ code: 4003, reason: 'upgrading' }]);
  });

  it('tells its own close although the peer never answers', async () => {
    const { connection, told } = setUp();
    connection.close();
    await settle();
    expect(told).toMatchObject([{ code: 1000 }]);
  });

  it('tells a socket that cannot even be made as a close, after connect has returned', async () => {
    const told: unknown[] = [];
    const transport = webSocketTransport('nonsense', () => {
      throw new SyntaxError('bad URL');
    });
    transport.connect({ frame: () => {}, closed: (how) => told.push(how) }, undefined);
    expect(told).toEqual([]);
    await settle();
    expect(told).toMatchObject([{ code: 1006 }]);
  });
});
