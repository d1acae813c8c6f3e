/**
 * An echo server, so that outside suites can be run against the engine: `npm run echo -w packages/websocket`.
 *
 * PORT (9001), HOST (every address), MAX_MESSAGE_BYTES (16 MiB, which is also the most), DEFLATE=1 for compression,
 * DEFLATE_CONTEXT=1 to keep windows. There is no limit on fragments.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  acceptUpgrade,
  type DeflateOptions,
  HANDSHAKE_SERVER_OPTIONS,
  parseHandshake,
  refuseUpgrade,
} from './index.ts';

const { env } = process;
const MOST = 16_777_216;
const maxMessageBytes = Math.min(Number(env.MAX_MESSAGE_BYTES ?? MOST), MOST);
const deflate: DeflateOptions | undefined =
  env.DEFLATE === '1' ? { threshold: 1, contextTakeover: env.DEFLATE_CONTEXT === '1' } : undefined;

const server = createServer(HANDSHAKE_SERVER_OPTIONS, (_request, response) => {
  response
    .writeHead(426, { 'Content-Type': 'text/plain', Upgrade: 'websocket' })
    .end('This is a WebSocket.\n');
});

server.on('upgrade', (request, socket, head) => {
  const handshake = parseHandshake(request);
  if (!handshake.ok) return refuseUpgrade(socket, handshake);
  const limits = { maxMessageBytes, maxBufferedBytes: 4 * MOST };
  const webSocket = acceptUpgrade(request, socket, head, { ...limits, deflate, handshake });
  // What the peer does not take back is not read from it either.
  const pauseUnless = (isRoom: boolean) => {
    if (!isRoom) webSocket.pause();
  };
  webSocket.onDrain = () => webSocket.resume();
  webSocket.onText = (text) => pauseUnless(webSocket.sendText(text));
  webSocket.onBinary = (data) => pauseUnless(webSocket.sendBinary(data));
});

server.listen({ port: Number(env.PORT ?? 9001), host: env.HOST }, () => {
  const { port } = server.address() as AddressInfo;
  console.log(
    `echo on ws://localhost:${port}, messages up to ${maxMessageBytes} bytes, compression ${deflate ? 'on' : 'off'}`,
  );
});
