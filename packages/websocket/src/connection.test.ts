import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket as Peer } from 'ws';
import {
  type AcceptOptions,
  acceptUpgrade,
  connect,
  joinTextFrames,
  refuseUpgrade,
  type WebSocket,
} from './index.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(onOpen: (webSocket: WebSocket) => void, options: AcceptOptions = {}): Promise<string> {
  const http = createServer();
  server = http;
  http.on('upgrade', (request, socket, head) => onOpen(acceptUpgrade(request, socket, head, options)));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

function echo(webSocket: WebSocket): void {
  webSocket.onText = (text) => webSocket.sendText(text);
  webSocket.onBinary = (data) => webSocket.sendBinary(data);
}

test('text and bytes come back from a server to a client of our own', async () => {
  const client = await connect(await listen(echo));
  const texts: string[] = [];
  const all = new Promise<void>((resolve) => {
    client.onText = (text) => {
      if (texts.push(text) === 3) resolve();
    };
  });
  client.sendText('Hi');
  client.sendText('Grüße, 👋');
  client.sendText('x'.repeat(70_000));
  await all;
  expect(texts).toEqual(['Hi', 'Grüße, 👋', 'x'.repeat(70_000)]);
  const closed = new Promise<unknown>((resolve) => {
    client.onClose = (...end) => resolve(end);
  });
  client.close(4000, 'bye');
  expect(await closed).toEqual([4000, '', true]);
});

test('joined frames are separate messages to ws', async () => {
  const url = await listen((webSocket) => webSocket.sendFrames(joinTextFrames(['a', 'ä', 'x'.repeat(200)])));
  const peer = new Peer(url);
  const texts: string[] = [];
  await new Promise<void>((resolve) =>
    peer.on('message', (data) => {
      if (texts.push(String(data)) === 3) resolve();
    }),
  );
  expect(texts).toEqual(['a', 'ä', 'x'.repeat(200)]);
  const closed = new Promise((resolve) => peer.on('close', resolve));
  peer.close(1000);
  expect(await closed).toBe(1000);
});

test('a refusal reaches the client with its status, headers and body', async () => {
  const http = createServer();
  server = http;
  http.on('upgrade', (_request, socket) =>
    refuseUpgrade(socket, { status: 503, headers: { 'Retry-After': '3' }, body: { code: 'unavailable' } }),
  );
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
  await expect(connect(url)).rejects.toMatchObject({
    code: 'refused',
    status: 503,
    headers: { 'retry-after': '3', 'content-type': 'application/problem+json' },
    body: '{"code":"unavailable"}',
  });
});
