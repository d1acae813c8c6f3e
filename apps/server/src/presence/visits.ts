import type { ActorConnection, Visit } from './visit.ts';

/** Which connection has which room open on this node: found by connection and room, and by room and person. */
export class Visits {
  readonly #byConnection = new Map<ActorConnection, Map<string, Visit>>();
  readonly #byRoom = new Map<string, Set<Visit>>();
  /** What clients call rooms: slugs that were used on entering, beside the ids. */
  readonly #ids = new Map<string, string>();

  /** Notes a visit. `name` is what the client called the room. */
  add(visit: Visit, name: string): void {
    const rooms = this.#byConnection.get(visit.connection) ?? new Map<string, Visit>();
    rooms.set(visit.roomId, visit);
    this.#byConnection.set(visit.connection, rooms);
    const visits = this.#byRoom.get(visit.roomId) ?? new Set<Visit>();
    visits.add(visit);
    this.#byRoom.set(visit.roomId, visits);
    if (name !== visit.roomId) this.#ids.set(name, visit.roomId);
  }

  /** Forgets a visit. */
  remove(visit: Visit): void {
    const rooms = this.#byConnection.get(visit.connection);
    if (rooms?.get(visit.roomId) === visit) rooms.delete(visit.roomId);
    if (rooms?.size === 0) this.#byConnection.delete(visit.connection);
    const visits = this.#byRoom.get(visit.roomId);
    visits?.delete(visit);
    if (visits?.size !== 0) return;
    this.#byRoom.delete(visit.roomId);
    for (const [name, id] of this.#ids) if (id === visit.roomId) this.#ids.delete(name);
  }

  /** The visit of this connection to the room of that id or slug. */
  find(connection: ActorConnection, room: string): Visit | undefined {
    return this.#byConnection.get(connection)?.get(this.idOf(room));
  }

  /** How many rooms this connection has open. */
  count(connection: ActorConnection): number {
    return this.#byConnection.get(connection)?.size ?? 0;
  }

  /** Every visit of this connection. */
  ofConnection(connection: ActorConnection): Visit[] {
    return [...(this.#byConnection.get(connection)?.values() ?? [])];
  }

  /** The visits of one person to one room. */
  ofUser(roomId: string, userId: string): Visit[] {
    return [...(this.#byRoom.get(roomId) ?? [])].filter((visit) => visit.actor.userId === userId);
  }

  /** The room's id, where somebody has it open by that name; else the name itself. */
  idOf(room: string): string {
    return this.#ids.get(room) ?? room;
  }

  /** Forgets a slug: it may belong to another room from now on. */
  forgetName(roomId: string): void {
    for (const [name, id] of this.#ids) if (id === roomId) this.#ids.delete(name);
  }
}
