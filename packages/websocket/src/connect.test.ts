import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { acceptKey } from './handshake.ts';
import { connect, refuseUpgrade } from './index.ts';
import { echo, startServer, startWebSockets, type TestServer } from './server.fixture.ts';

let server: TestServer | undefined;
let raw: Server | undefined;
afterEach(async () => {
  await server?.stop();
  raw?.close();
});

/** A server of raw bytes: answers each request by a function of its key. */
async function answerWith(answer: (key: string, socket: Socket) => string): Promise<string> {
  const tcp = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
      const key = /Sec-WebSocket-Key: (.*)\r\n/.exec(String(bytes))?.[1] ?? '';
      socket.write(answer(key, socket), 'latin1');
    });
  });
  raw = tcp;
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  return `ws://127.0.0.1:${(tcp.address() as AddressInfo).port}/`;
}

function switching(key: string, more = ''): string {
  return `HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptKey(key)}\r\n${more}\r\n`;
}

test('a frame that comes with the answer is told of after the promise', async () => {
  const client = await connect(await answerWith((key) => `${switching(key)}\x81\x05Hello`));
  const text = new Promise((resolve) => {
    client.onText = resolve;
  });
  expect(await text).toBe('Hello');
  client.terminate();
});

test('agrees on a sub-protocol and sends its headers', async () => {
  const seen: unknown[] = [];
  server = await startWebSockets(echo, { protocols: ['b', 'c'] });
  server.http.prependListener('upgrade', (request) => seen.push(request.url, request.headers.authorization));
  const client = await connect(`${server.url}/ws?room=a#fragment`, {
    protocols: ['a', 'c', 'b'],
    headers: { Authorization: 'Basic eA==' },
  });
  expect([client.protocol, client.role, client.extensions]).toEqual(['c', 'client', '']);
  expect(seen).toEqual(['/ws?room=a', 'Basic eA==']);
});

test.each([
  ['a wrong accept key', () => switching('x')],
  ['another upgrade', (key: string) => switching(key).replace('websocket', 'h2c')],
  ['a sub-protocol that was not offered', (key: string) => switching(key, 'Sec-WebSocket-Protocol: b\r\n')],
  ['an extension that was not offered', (key: string) => switching(key, 'Sec-WebSocket-Extensions: a\r\n')],
  ['a malformed extension', (key: string) => switching(key, 'Sec-WebSocket-Extensions: ;\r\n')],
  ['101 without an upgrade', () => 'HTTP/1.1 101 X\r\n\r\n'],
])('refuses %s', async (_what, answer) => {
  const url = await answerWith(answer);
  await expect(connect(url, { protocols: ['a'] })).rejects.toMatchObject({ code: 'bad_answer' });
});

test.each([
  ['a plain answer', 200, ''],
  ['a redirect', 302, 'Location: /other\r\n'],
  ['a refusal', 403, 'Content-Type: application/problem+json\r\n'],
])('%s is a refusal with its status', async (_what, status, more) => {
  const body = '{"code":"forbidden"}';
  const url = await answerWith(
    () => `HTTP/1.1 ${status} X\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`,
  );
  await expect(connect(url)).rejects.toMatchObject({ name: 'ConnectError', code: 'refused', status, body });
});

test('a refusal reaches the client with headers and JSON', async () => {
  server = await startServer();
  server.http.on('upgrade', (_request, socket) =>
    refuseUpgrade(socket, { status: 503, headers: { 'Retry-After': '3' }, body: { code: 'unavailable' } }),
  );
  await expect(connect(server.url)).rejects.toMatchObject({
    code: 'refused',
    status: 503,
    headers: { 'retry-after': '3', 'content-type': 'application/problem+json' },
    body: '{"code":"unavailable"}',
  });
});

test('an endless refusal is cut at 64 KiB', async () => {
  const url = await answerWith((_key, socket) => {
    setImmediate(() => socket.write(Buffer.alloc(1_000_000, 'x')));
    return 'HTTP/1.1 500 X\r\n\r\n';
  });
  const error: unknown = await connect(url).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'refused', status: 500, body: 'x'.repeat(65_536) });
});

test('a silent server is given up at the deadline', async () => {
  const url = await answerWith(() => '');
  await expect(connect(url, { handshakeTimeoutMs: 30 })).rejects.toMatchObject({ code: 'timeout' });
});

test('an opening is given up by its signal', async () => {
  const url = await answerWith(() => '');
  const abort = new AbortController();
  const opening = connect(url, { signal: abort.signal });
  abort.abort();
  await expect(opening).rejects.toMatchObject({ code: 'aborted' });
  await expect(connect(url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
});

test('nobody there is unreachable', async () => {
  const url = await answerWith(() => '');
  await new Promise((resolve) => raw?.close(resolve));
  await expect(connect(url)).rejects.toMatchObject({ code: 'unreachable', status: 0 });
});

test.each(['ftp://localhost', 'ws://name:word@localhost', 'nonsense'])(
  'refuses the address %s',
  async (url) => {
    await expect(connect(url)).rejects.toThrow(TypeError);
  },
);
