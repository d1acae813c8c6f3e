import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { LIMITS, PROBLEMS, Problem, SUBPROTOCOL } from '@parlor/protocol';
import {
  acceptUpgrade,
  type Handshake,
  holdUpgrade,
  parseHandshake,
  refuseUpgrade,
  type WebSocket,
} from '@parlor/websocket';
import { decodeEntrance, type Entrance } from './entrance.ts';
import { WrongGuesses } from './guesses.ts';
import type { Room } from './room.ts';
import type { Rooms } from './rooms.ts';

/** Who was let in. The room is held for it. */
export interface Guest {
  readonly webSocket: WebSocket;
  readonly room: Room;
  readonly entrance: Entrance;
}

/** Judges upgrade requests: what they ask for, whether the room opens, whether there is a place. */
export class Door {
  readonly #rooms: Rooms;
  readonly #guesses = new WrongGuesses();
  readonly #hasPlace: () => boolean;

  constructor(rooms: Rooms, hasPlace: () => boolean) {
    this.#rooms = rooms;
    this.#hasPlace = hasPlace;
  }

  /** Lets a client in, or answers why not; undefined then. */
  async admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<Guest | undefined> {
    const handshake = parseHandshake(request);
    if (!handshake.ok) {
      refuseUpgrade(socket, handshake);
      return undefined;
    }
    holdUpgrade(socket);
    try {
      const { room, entrance } = await this.#judge(handshake, request.socket);
      if (socket.destroyed) {
        room.release();
        return undefined;
      }
      const options = { protocols: [SUBPROTOCOL], maxMessageBytes: LIMITS.frame, handshake };
      return { webSocket: acceptUpgrade(request, socket, head, options), room, entrance };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!socket.destroyed) refuse(socket, error);
      return undefined;
    }
  }

  async #judge(handshake: Handshake, from: Socket) {
    checkOrigin(handshake);
    if (!this.#hasPlace()) {
      throw new Problem('unavailable', {
        detail: 'This server has all the connections it takes.',
        retryAfter: 5,
      });
    }
    const entrance = decodeEntrance(handshake.url, handshake.headers.authorization);
    const room = await this.#rooms.enter(entrance.room, entrance.password);
    try {
      await this.#checkPassword(room, entrance.password, from);
    } catch (error) {
      room.release();
      throw error;
    }
    return { room, entrance };
  }

  async #checkPassword({ name, lock }: Room, password: string | undefined, from: Socket): Promise<void> {
    if (lock === undefined) return;
    if (password === undefined) throw locked('This room needs a password.');
    const guesser = `${from.remoteAddress ?? ''} ${name}`;
    this.#guesses.check(guesser, performance.now());
    if (await lock.opens(password)) return;
    this.#guesses.count(guesser, performance.now());
    throw locked('The room password is not right.');
  }
}

/** A page of another site must not reach the server on somebody's own machine or network. */
function checkOrigin({ origin, headers }: Handshake): void {
  if (origin === undefined) return;
  const own = URL.canParse(origin) && new URL(origin).host === headers.host;
  if (!own) throw new Problem('forbidden', { detail: 'This origin is not welcome.' });
}

function locked(detail: string): Problem {
  return new Problem('unauthenticated', { detail });
}

function refuse(socket: Duplex, problem: Problem): void {
  const headers = {
    ...(problem.status === 401 && { 'WWW-Authenticate': 'Basic realm="room", charset="UTF-8"' }),
    ...(problem.retryAfter !== undefined && { 'Retry-After': String(problem.retryAfter) }),
  };
  const body = { type: 'about:blank', title: PROBLEMS[problem.code].title, ...problem.toJSON() };
  refuseUpgrade(socket, { status: problem.status, headers, body });
}
