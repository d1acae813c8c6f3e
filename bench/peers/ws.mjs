/** The plain broadcast of the `ws` package's README, by rooms. Port by PORT. */
import { WebSocket, WebSocketServer } from 'ws';

const rooms = new Map();
const server = new WebSocketServer({ port: Number(process.env.PORT), host: '127.0.0.1' });

server.on('connection', (socket, request) => {
  const name = new URL(request.url, 'http://peer').searchParams.get('room') ?? '';
  if (!rooms.has(name)) rooms.set(name, new Set());
  const room = rooms.get(name);
  room.add(socket);
  socket.send('welcome');
  socket.on('message', (data, isBinary) => {
    for (const member of room) {
      if (member.readyState === WebSocket.OPEN) member.send(data, { binary: isBinary });
    }
  });
  socket.on('close', () => room.delete(socket));
  socket.on('error', () => {});
});
