/** The plain broadcast of Bun's own server, by its topics. Run by Bun; port by PORT. */
const server = Bun.serve({
  port: Number(process.env.PORT),
  hostname: '127.0.0.1',
  fetch(request, server) {
    const room = new URL(request.url).searchParams.get('room') ?? '';
    return server.upgrade(request, { data: { room } })
      ? undefined
      : new Response('no upgrade', { status: 400 });
  },
  websocket: {
    open(socket) {
      socket.subscribe(socket.data.room);
      socket.send('welcome');
    },
    message(socket, body) {
      server.publish(socket.data.room, body);
    },
  },
});
