import type { CommandInput, Present } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import { encodeEvent } from '../realtime/encoded.ts';
import type { Hub } from '../realtime/hub.ts';
import { Pacer } from '../realtime/pacer.ts';
import { RoomPresence } from './room-presence.ts';

/** Presence is told at most this often a room, in milliseconds. */
const TELL_EVERY_MS = 1_000;
/** A lost connection may be back within this time before its person counts as gone, in milliseconds. */
export const GRACE_MS = 10_000;

/** How a departure came about: an exit is told at once, a loss after a grace. */
export type Departure = 'exit' | 'lost';

type State = CommandInput<'presence.set'>;

interface Stay {
  connections: number;
  grace: NodeJS.Timeout | undefined;
  actor: Actor;
}

/** Who has which room open now: one entry a person, however many connections they have. */
export class PresenceService {
  readonly #rooms = new Map<string, RoomPresence>();
  /** By room, then by person. */
  readonly #stays = new Map<string, Map<string, Stay>>();
  readonly #states = new Map<string, State>();
  readonly #pacer: Pacer;

  constructor(hub: Pick<Hub, 'tell'>) {
    this.#pacer = new Pacer(TELL_EVERY_MS, (roomId) => {
      const room = this.#rooms.get(roomId);
      const told = room?.take();
      if (told !== undefined) hub.tell(roomId, encodeEvent('presence.changed', told, roomId));
      if (room?.hasNews === true) this.#pacer.touch(roomId);
      this.#dropIfEmpty(roomId);
    });
  }

  /** Notes that a connection of this person has opened the room. */
  arrive(roomId: string, actor: Actor): void {
    const stays = this.#stays.get(roomId) ?? new Map<string, Stay>();
    this.#stays.set(roomId, stays);
    const stay = stays.get(actor.userId) ?? { connections: 0, grace: undefined, actor };
    clearTimeout(stay.grace);
    stay.grace = undefined;
    stay.connections += 1;
    stay.actor = actor;
    stays.set(actor.userId, stay);
    this.#show(roomId, actor);
  }

  /** Notes that a connection of this person has the room open no longer. */
  depart(roomId: string, userId: string, departure: Departure): void {
    const stay = this.#stays.get(roomId)?.get(userId);
    if (stay === undefined) return;
    stay.connections -= 1;
    if (stay.connections > 0) return;
    if (departure === 'exit') return this.#leave(roomId, userId);
    stay.grace = setTimeout(() => this.#leave(roomId, userId), GRACE_MS).unref();
  }

  /** Shows someone as they now want to be shown, in every room they have open. */
  set(actor: Actor, state: State): void {
    this.#states.set(actor.userId, state);
    this.refresh(actor);
  }

  /** Shows someone as they are now, by a new name perhaps, in every room they have open. */
  refresh(actor: Actor): void {
    for (const [roomId, stays] of this.#stays) if (stays.has(actor.userId)) this.#show(roomId, actor);
  }

  /** Whether someone wants to be seen by nobody. */
  isInvisible(userId: string): boolean {
    return this.#states.get(userId)?.state === 'invisible';
  }

  /** Forgets how someone wanted to be shown: their last connection is gone. */
  forget(userId: string): void {
    this.#states.delete(userId);
  }

  /** Those present, at most 100, and how many there are. */
  list(roomId: string): { readonly present: readonly Present[]; readonly count: number } {
    const room = this.#rooms.get(roomId);
    return { present: room?.list() ?? [], count: room?.count ?? 0 };
  }

  #leave(roomId: string, userId: string): void {
    const stays = this.#stays.get(roomId);
    clearTimeout(stays?.get(userId)?.grace);
    stays?.delete(userId);
    if (stays?.size === 0) this.#stays.delete(roomId);
    if (this.#rooms.get(roomId)?.hide(userId) === true) this.#pacer.touch(roomId);
    else this.#dropIfEmpty(roomId);
  }

  #show(roomId: string, actor: Actor): void {
    const room = this.#rooms.get(roomId) ?? new RoomPresence();
    this.#rooms.set(roomId, room);
    const person = toPresent(actor, this.#states.get(actor.userId));
    const changed = person === undefined ? room.hide(actor.userId) : room.show(person);
    if (changed) this.#pacer.touch(roomId);
  }

  #dropIfEmpty(roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (room?.count === 0 && !room.hasNews && !this.#stays.has(roomId)) this.#rooms.delete(roomId);
  }
}

/** The person as others see them; undefined for who wants to be seen by nobody. */
function toPresent({ author }: Actor, state: State | undefined): Present | undefined {
  if (state?.state === 'invisible') return undefined;
  const { id, handle, name, hue } = author;
  return { user: { id, handle, name, hue }, state: state?.state ?? 'online', status: state?.status ?? null };
}
