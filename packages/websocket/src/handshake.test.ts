import { createServer } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { acceptUpgrade, connect, holdUpgrade, refuseUpgrade, type WebSocket } from './index.ts';
import { converse, echo, startServer, startWebSockets, type TestServer } from './server.fixture.ts';
import { closeFrame, frame, maskFrame } from './wire.fixture.ts';

let server: TestServer | undefined;
afterEach(() => server?.stop());

const GOOD = {
  Host: 'localhost',
  Upgrade: 'websocket',
  Connection: 'Upgrade',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version': '13',
};

/** A request with some headers of a good one replaced; a list is repeated, undefined left out. */
function request(
  changes: Record<string, string | string[] | undefined> = {},
  line = 'GET /chat HTTP/1.1',
): string {
  const lines = Object.entries({ ...GOOD, ...changes }).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((each) => `${name}: ${each}`),
  );
  return `${[line, ...lines].join('\r\n')}\r\n\r\n`;
}

const goodbye = maskFrame(Buffer.from(closeFrame(1000), 'hex'));

test('answers the example of RFC 6455 1.3, and reads frames that came with the request', async () => {
  server = await startWebSockets(echo, { protocols: ['superchat', 'chat'], headers: { 'X-More': 'yes' } });
  const hello = maskFrame(Buffer.from(frame(0x81, 'Hello'), 'hex'));
  const head = Buffer.from(request({ 'Sec-WebSocket-Protocol': 'chat, superchat' }));
  const answer = await converse(server.port, Buffer.concat([head, hello, goodbye]));
  expect(answer).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
  expect(answer).toContain('\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n');
  expect(answer).toContain('\r\nSec-WebSocket-Protocol: chat\r\n');
  expect(answer).toContain('\r\nX-More: yes\r\n');
  expect(Buffer.from(answer.slice(answer.indexOf('\r\n\r\n') + 4), 'latin1').toString('hex')).toBe(
    frame(0x81, 'Hello') + closeFrame(1000),
  );
});

test.each([
  ['several connection tokens', { Connection: 'keep-alive, Upgrade' }],
  ['another case', { Upgrade: 'WebSocket', Connection: 'upgrade' }],
  ['a protocol we do not speak', { 'Sec-WebSocket-Protocol': 'mqtt' }],
  ['protocols in two headers', { 'Sec-WebSocket-Protocol': ['a', 'b'] }],
  ['extensions we do not know', { 'Sec-WebSocket-Extensions': 'x-a; b="c", d' }],
])('accepts %s', async (_what, changes) => {
  server = await startWebSockets(echo, { deflate: {} });
  const answer = await converse(server.port, Buffer.concat([Buffer.from(request(changes)), goodbye]));
  expect(answer).toMatch(/^HTTP\/1\.1 101 /);
  expect(answer).not.toContain('Sec-WebSocket-Protocol');
  expect(answer).not.toContain('Sec-WebSocket-Extensions');
});

describe('refuses', () => {
  test.each([
    ['a POST', 405, {}, 'POST /chat HTTP/1.1'],
    ['HTTP/1.0', 400, {}, 'GET /chat HTTP/1.0'],
    ['another upgrade', 426, { Upgrade: 'h2c' }],
    ['a missing host', 400, { Host: undefined }],
    ['a missing key', 400, { 'Sec-WebSocket-Key': undefined }],
    ['a short key', 400, { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25j' }],
    ['a long key', 400, { 'Sec-WebSocket-Key': `dGhl${GOOD['Sec-WebSocket-Key']}` }],
    ['a key that is no base64', 400, { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZ!==' }],
    ['two keys', 400, { 'Sec-WebSocket-Key': [GOOD['Sec-WebSocket-Key'], GOOD['Sec-WebSocket-Key']] }],
    ['a missing version', 426, { 'Sec-WebSocket-Version': undefined }],
    ['version 8', 426, { 'Sec-WebSocket-Version': '8' }],
    ['version 13 twice', 426, { 'Sec-WebSocket-Version': ['13', '13'] }],
    ['an empty protocol', 400, { 'Sec-WebSocket-Protocol': 'a,,b' }],
    ['a protocol twice', 400, { 'Sec-WebSocket-Protocol': 'a, a' }],
    ['a protocol that is no token', 400, { 'Sec-WebSocket-Protocol': 'a b' }],
    ['malformed extensions', 400, { 'Sec-WebSocket-Extensions': 'a;;' }],
    ['a body', 400, { 'Content-Length': '5' }],
    ['a chunked body', 400, { 'Transfer-Encoding': 'chunked' }],
  ])('%s', async (_what, status, changes, line?: string) => {
    server = await startWebSockets(() => expect.unreachable());
    const answer = await converse(server.port, request(changes, line));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    if (status === 426) expect(answer).toContain('\r\nUpgrade: websocket\r\n');
    if (_what.startsWith('version')) expect(answer).toContain('\r\nSec-WebSocket-Version: 13\r\n');
  });
});

test('an answer’s headers cannot be split by a value', async () => {
  const errors: unknown[] = [];
  server = await startServer();
  server.http.on('upgrade', (upgrade, socket, head) => {
    try {
      acceptUpgrade(upgrade, socket, head, { headers: { 'X-Name': 'a\r\nSet-Cookie: b=c' } });
    } catch (error) {
      errors.push(error);
      refuseUpgrade(socket, { status: 500 });
    }
  });
  expect(await converse(server.port, request())).toMatch(/^HTTP\/1\.1 500 /);
  expect(errors).toHaveLength(1);
});

test('a refusal is read whole although the client went on sending', async () => {
  server = await startServer();
  server.http.on('upgrade', (_upgrade, socket) => {
    refuseUpgrade(socket, {
      status: 401,
      headers: { 'WWW-Authenticate': 'Basic realm="room"' },
      body: 'No.',
    });
  });
  const answer = await converse(
    server.port,
    Buffer.concat([Buffer.from(request()), Buffer.alloc(8_000_000)]),
  );
  expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
  expect(answer).toContain('\r\nWWW-Authenticate: Basic realm="room"\r\n');
  expect(answer).toMatch(/\r\n\r\nNo\.$/);
});

test('a peer that says half a handshake is cut at the deadline', async () => {
  server = await startServer(createServer({ headersTimeout: 60, connectionsCheckingInterval: 20 }));
  expect(await converse(server.port, 'GET /chat HTTP/1.1\r\nHost: localhost\r\n')).toMatch(
    /^HTTP\/1\.1 408 /,
  );
  expect(await converse(server.port, '')).toMatch(/^(HTTP\/1\.1 408 |$)/);
});

test('a socket on hold survives an error, and is cut at its deadline', async () => {
  server = await startServer();
  const closed = new Promise<void>((resolve) => {
    server?.http.on('upgrade', (_upgrade, socket) => {
      holdUpgrade(socket, 30);
      socket.emit('error', new Error('ECONNRESET'));
      socket.on('close', resolve);
    });
  });
  expect(await converse(server.port, request())).toBe('');
  await closed;
});

test('a socket on hold is accepted later, with what came meanwhile', async () => {
  server = await startServer();
  server.http.on('upgrade', (upgrade, socket, head) => {
    holdUpgrade(socket, 5_000);
    setTimeout(() => echo(acceptUpgrade(upgrade, socket, head)), 20);
  });
  const client = await connect(server.url);
  const text = new Promise((resolve) => {
    client.onText = resolve;
  });
  client.sendText('Hi');
  expect(await text).toBe('Hi');
});

test('a peer that is gone when it is accepted is told of as lost', async () => {
  server = await startServer();
  const end = new Promise((resolve) => {
    server?.http.on('upgrade', (upgrade, socket, head) => {
      holdUpgrade(socket);
      socket.destroy();
      socket.on('close', () => {
        acceptUpgrade(upgrade, socket, head).onClose = (...what) => resolve(what);
      });
    });
  });
  await expect(connect(server.url)).rejects.toMatchObject({ code: 'unreachable' });
  expect(await end).toEqual([1006, '', false]);
});

test('the deadline of a hold is over with the answer', async () => {
  server = await startServer();
  server.http.on('upgrade', (upgrade, socket, head) => {
    holdUpgrade(socket, 20);
    const webSocket = acceptUpgrade(upgrade, socket, head);
    setTimeout(() => webSocket.sendText('still here'), 60);
  });
  const client = await connect(server.url);
  const told = await new Promise((resolve) => {
    client.onText = resolve;
    client.onClose = resolve;
  });
  expect(told).toBe('still here');
});

test('a peer that resets its connection is told of as lost', async () => {
  const accepted = new Promise<WebSocket>((resolve) => {
    void startWebSockets(resolve).then((started) => {
      server = started;
      const socket = connectTcp(started.port, '127.0.0.1', () => socket.write(request()));
      socket.once('data', () => socket.resetAndDestroy());
    });
  });
  const webSocket = await accepted;
  expect(webSocket.remoteAddress).toBe('127.0.0.1');
  const end = await new Promise((resolve) => {
    webSocket.onClose = (...what) => resolve(what);
  });
  expect(end).toEqual([1006, '', false]);
});
