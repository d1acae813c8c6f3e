import { LIMITS, type Typist } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import { encodeEvent } from '../realtime/encoded.ts';
import type { Hub } from '../realtime/hub.ts';
import { Pacer } from '../realtime/pacer.ts';

/** Typing is told at most this often a room, in milliseconds. */
const TELL_EVERY_MS = 1_000;

interface Typing {
  readonly typist: Typist;
  readonly timer: NodeJS.Timeout;
}

/** Who is typing where. It ends by itself. */
export class TypingService {
  readonly #rooms = new Map<string, Map<string, Typing>>();
  readonly #pacer: Pacer;

  constructor(hub: Pick<Hub, 'tell'>) {
    this.#pacer = new Pacer(TELL_EVERY_MS, (roomId) => {
      const people = [...(this.#rooms.get(roomId)?.values() ?? [])].map(({ typist }) => typist);
      const told = { users: people.slice(0, LIMITS.typists), count: people.length };
      hub.tell(roomId, encodeEvent('typing.changed', told, roomId));
    });
  }

  /** Notes that someone is typing; told again only when that is news. */
  start(roomId: string, { author }: Actor): void {
    const room = this.#rooms.get(roomId) ?? new Map<string, Typing>();
    this.#rooms.set(roomId, room);
    const known = room.get(author.id);
    clearTimeout(known?.timer);
    const timer = setTimeout(() => this.stop(roomId, author.id), LIMITS.typing).unref();
    room.set(author.id, { typist: { id: author.id, handle: author.handle, name: author.name }, timer });
    if (known === undefined) this.#pacer.touch(roomId);
  }

  /** Notes that someone types no longer. */
  stop(roomId: string, userId: string): void {
    const room = this.#rooms.get(roomId);
    const known = room?.get(userId);
    if (room === undefined || known === undefined) return;
    clearTimeout(known.timer);
    room.delete(userId);
    if (room.size === 0) this.#rooms.delete(roomId);
    this.#pacer.touch(roomId);
  }
}
