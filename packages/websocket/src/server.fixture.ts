import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type AcceptOptions, acceptUpgrade, parseHandshake, refuseUpgrade, type WebSocket } from './index.ts';

/** A server on a free port, with every socket that it ever accepted. */
export interface TestServer {
  readonly http: Server;
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts an HTTP server that has no `upgrade` listener yet. */
export async function startServer(http: Server = createServer()): Promise<TestServer> {
  const sockets = new Set<Socket>();
  http.on('connection', (socket) => sockets.add(socket).size);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => http.close(() => resolve()));
  };
  return { http, port, url: `ws://127.0.0.1:${port}`, stop };
}

/** Starts a server that accepts every proper handshake. */
export async function startWebSockets(
  onOpen: (webSocket: WebSocket) => void,
  options: AcceptOptions = {},
): Promise<TestServer> {
  const server = await startServer();
  server.http.on('upgrade', (request, socket, head) => {
    const handshake = parseHandshake(request);
    if (!handshake.ok) return refuseUpgrade(socket, handshake);
    onOpen(acceptUpgrade(request, socket, head, { ...options, handshake }));
  });
  return server;
}

/** Sends back whatever comes. */
export function echo(webSocket: WebSocket): void {
  webSocket.onText = (text) => webSocket.sendText(text);
  webSocket.onBinary = (data) => webSocket.sendBinary(data);
}

/** Sends raw bytes and gives everything that comes until the server ends the connection. */
export function converse(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (piece: Buffer) => pieces.push(piece));
    socket.on('end', () => socket.end());
    socket.on('error', reject).on('close', () => resolve(Buffer.concat(pieces).toString('latin1')));
  });
}
