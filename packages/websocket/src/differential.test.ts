import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket as Peer, type RawData, WebSocketServer } from 'ws';
import { connect, type WebSocket, type WebSocketOptions } from './index.ts';
import { echo, startServer, startWebSockets, type TestServer } from './server.fixture.ts';

let server: TestServer | undefined;
afterEach(() => server?.stop());

const MESSAGES: readonly (string | Buffer)[] = [
  ...['', 'a', 'Grüße, 👋', 'x'.repeat(125), 'y'.repeat(126), 'z'.repeat(65_535), 'ö'.repeat(65_536)],
  ...[Buffer.alloc(0), Buffer.from([0, 255]), Buffer.alloc(70_000, 7), Buffer.alloc(900_000, 'mixed ')],
];

const COMPRESSIONS: readonly (readonly [string, WebSocketOptions['deflate'], object | false])[] = [
  ['without compression', undefined, false],
  ['with compression', { threshold: 0 }, { threshold: 0 }],
  ['with windows kept', { threshold: 0, contextTakeover: true }, { threshold: 0 }],
  ['with narrow windows', { threshold: 0 }, { threshold: 0, serverMaxWindowBits: 9, clientMaxWindowBits: 9 }],
  ['offered, not wanted', undefined, {}],
  ['wanted, not offered', {}, false],
];

/** The same form for what both engines deliver. */
function line(data: string | Buffer): string {
  return typeof data === 'string' ? `text ${data}` : `binary ${data.toString('hex')}`;
}

const EXPECTED = MESSAGES.map(line);

function deliveries(peer: Peer): Promise<string[]> {
  const told: string[] = [];
  return new Promise((resolve) => {
    peer.on('message', (data: RawData, isBinary: boolean) => {
      told.push(line(isBinary ? (data as Buffer) : String(data)));
      if (told.length === MESSAGES.length) resolve(told);
    });
  });
}

function ownDeliveries(webSocket: WebSocket): Promise<string[]> {
  const told: string[] = [];
  return new Promise((resolve) => {
    const take = (data: string | Buffer) => {
      told.push(line(data));
      if (told.length === MESSAGES.length) resolve(told);
    };
    webSocket.onText = take;
    webSocket.onBinary = take;
  });
}

describe.each(COMPRESSIONS)('%s', (_name, deflate, perMessageDeflate) => {
  test('a client of ws gets back what it sends to our server', async () => {
    server = await startWebSockets(echo, { deflate });
    const peer = new Peer(server.url, { perMessageDeflate });
    const told = deliveries(peer);
    await once(peer, 'open');
    for (const message of MESSAGES) peer.send(message);
    expect(await told).toEqual(EXPECTED);
    const closed = once(peer, 'close');
    peer.close(3000, 'done');
    expect((await closed)[0]).toBe(3000);
  });

  test('our client gets back what it sends to a server of ws', async () => {
    server = await startServer();
    const theirs = new WebSocketServer({ server: server.http, perMessageDeflate });
    theirs.on('connection', (peer) => {
      peer.on('message', (data: Buffer, isBinary: boolean) => peer.send(data, { binary: isBinary }));
    });
    const client = await connect(server.url, { deflate });
    const told = ownDeliveries(client);
    for (const message of MESSAGES) {
      if (typeof message === 'string') client.sendText(message);
      else client.sendBinary(message);
    }
    expect(await told).toEqual(EXPECTED);
    const end = new Promise((resolve) => {
      client.onClose = (...what) => resolve(what);
    });
    client.close(3000, 'done');
    expect(await end).toEqual([3000, 'done', true]);
  });

  test('fragments of ws are joined', async () => {
    server = await startWebSockets(echo, { deflate });
    const peer = new Peer(server.url, { perMessageDeflate });
    await once(peer, 'open');
    const answer = once(peer, 'message');
    for (const piece of ['👋', 'a', '', 'ö']) peer.send(piece, { fin: false, compress: true });
    peer.send('!', { fin: true });
    expect(String((await answer)[0])).toBe('👋aö!');
  });

  test('both engines talk to themselves', async () => {
    server = await startWebSockets(echo, { deflate });
    const client = await connect(server.url, { deflate });
    const told = ownDeliveries(client);
    for (const message of MESSAGES) {
      if (typeof message === 'string') client.sendText(message);
      else client.sendBinary(message);
    }
    expect(await told).toEqual(EXPECTED);
  });
});

test('ws is pinged and answers, and the other way round', async () => {
  const pongs: string[] = [];
  server = await startWebSockets((webSocket) => {
    webSocket.onPong = (payload) => pongs.push(String(payload));
    webSocket.ping(Buffer.from('ours'));
  });
  const peer = new Peer(server.url);
  await once(peer, 'open');
  peer.ping('theirs');
  const [payload] = await once(peer, 'pong');
  expect(String(payload)).toBe('theirs');
  await expect.poll(() => pongs).toEqual(['ours']);
});

test.each([1000, 1001, 1011, 3999, 4008])('our close with %i reaches ws with its reason', async (code) => {
  server = await startWebSockets((webSocket) => webSocket.close(code, 'wegen Überfüllung'));
  const [seen, reason] = await once(new Peer(server.url), 'close');
  expect([seen, String(reason)]).toEqual([code, 'wegen Überfüllung']);
});

test('ws is told 1009 for a message over the limit, and 1007 for text that is not', async () => {
  server = await startWebSockets(echo, { maxMessageBytes: 100 });
  const large = new Peer(server.url);
  large.on('open', () => large.send('x'.repeat(101)));
  expect((await once(large, 'close'))[0]).toBe(1009);
  const broken = new Peer(server.url);
  broken.on('open', () => broken.send(Buffer.from([0xff]), { binary: false }));
  expect((await once(broken, 'close'))[0]).toBe(1007);
});
