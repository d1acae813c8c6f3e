import type { Closed, Connection, Outgoing, Transport, TransportListener } from '@parlor/client';
import { type Event, type Goodbye, isObject, type ProblemBody, type Reply } from '@parlor/protocol';
import { io, type Socket } from 'socket.io-client';

/** What a closed socket is reported as when no goodbye said more (RFC 6455's "abnormal"). */
const ABNORMAL = 1006;

/**
 * The protocol's Socket.IO binding (docs/protocol.md): event name = type, an acknowledgement is the reply.
 * Socket.IO's own reconnecting is off: coming back is the session's, which knows cursors and close codes.
 */
export const socketIoTransport: Transport = { signIn: 'handshake', heartbeat: 'self', connect };

function connect(listener: TransportListener, token: string | undefined): Connection {
  const socket = io({
    auth: { token },
    transports: ['websocket', 'polling'],
    reconnection: false,
    forceNew: true,
  });
  let goodbye: Goodbye | undefined;
  let ended = false;
  const end = (how: Closed) => {
    if (ended) return;
    ended = true;
    socket.removeAllListeners();
    socket.offAny();
    listener.closed(how);
    socket.disconnect();
  };
  socket.onAny((type: string, rest: object) => {
    if (type === 'session.goodbye') goodbye = (rest as { data: Goodbye }).data;
    if (!ended) listener.frame({ ...rest, type } as Event);
  });
  socket.on('disconnect', (reason) =>
    end({ code: goodbye?.code ?? ABNORMAL, reason: goodbye?.reason ?? reason }),
  );
  socket.on('connect_error', (error) => end({ code: ABNORMAL, reason: error.message, ...problemOf(error) }));
  return {
    send: (command) =>
      sendCommand(socket, command, (reply) => {
        if (!ended) listener.frame(reply);
      }),
    close: () => end({ code: 1000, reason: 'closed here' }),
  };
}

function sendCommand(socket: Socket, { type, id, data }: Outgoing, answer: (reply: Reply) => void): void {
  if (!socket.connected) return;
  socket.emit(type, data, (reply: object) => answer({ ...reply, re: id } as Reply));
}

/** A refused handshake carries the problem as the error's data. */
function problemOf(error: Error): { problem?: ProblemBody } {
  const data = 'data' in error ? error.data : undefined;
  return isObject(data) && typeof data.code === 'string' ? { problem: data as unknown as ProblemBody } : {};
}
