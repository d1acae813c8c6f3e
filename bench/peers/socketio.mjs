/** The plain broadcast of Socket.IO, by its own rooms. Port by PORT. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });

io.on('connection', (socket) => {
  const { room } = socket.handshake.query;
  socket.join(room);
  socket.on('m', (body) => io.to(room).emit('m', body));
});

http.listen(Number(process.env.PORT), '127.0.0.1');
