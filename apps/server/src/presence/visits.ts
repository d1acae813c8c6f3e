import type { ActorConnection, Visit } from './visit.ts';

/** Which connection has which room open on this node: found by connection and room, and by room and person. */
export class Visits {
  readonly #byConnection = new Map<ActorConnection, Map<string, Visit>>();
  readonly #byRoom = new Map<string, Set<Visit>>();
  /** The ids of the rooms that are open here by their slugs, and the other way round. */
  readonly #ids = new Map<string, string>();
  readonly #slugs = new Map<string, string>();

  /** Notes a visit. */
  add(visit: Visit): void {
    const rooms = this.#byConnection.get(visit.connection) ?? new Map<string, Visit>();
    rooms.set(visit.roomId, visit);
    this.#byConnection.set(visit.connection, rooms);
    const visits = this.#byRoom.get(visit.roomId) ?? new Set<Visit>();
    visits.add(visit);
    this.#byRoom.set(visit.roomId, visits);
    this.rename(visit.roomId, visit.membership.slug);
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
    this.#forgetSlug(visit.roomId);
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

  /** The room's id, where somebody has it open; else the name itself. */
  idOf(room: string): string {
    return this.#ids.get(room) ?? room;
  }

  /** Notes what a room is called; its former slug may belong to another room from now on. */
  rename(roomId: string, slug: string | null): void {
    if (this.#slugs.get(roomId) === (slug ?? undefined)) return;
    this.#forgetSlug(roomId);
    if (slug === null || !this.#byRoom.has(roomId)) return;
    this.#slugs.set(roomId, slug);
    this.#ids.set(slug, roomId);
  }

  #forgetSlug(roomId: string): void {
    const slug = this.#slugs.get(roomId);
    this.#slugs.delete(roomId);
    if (slug !== undefined && this.#ids.get(slug) === roomId) this.#ids.delete(slug);
  }
}
