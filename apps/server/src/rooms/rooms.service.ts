import type { CreateRoom, Member, Room as RoomView, UpdateRoom } from '@parlor/contract';
import { invalidInput, Problem, type Room } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import { newId } from '../accounts/new-id.ts';
import type { Passwords } from '../accounts/passwords.ts';
import { toPublicUser } from '../accounts/user.ts';
import { taken } from '../http/field-problems.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Keyset, KeysetPage } from '../paging/keyset.ts';
import { type Ability, can, mayKnow, toMembership } from './abilities.ts';
import type { Membership } from './membership.ts';
import type { MembershipsRepository } from './memberships.repository.ts';
import { toRoom, toRoomView } from './room.ts';
import type { RoomEvents } from './room-events.ts';
import type { RoomSort, RoomsRepository, RoomWithMembership } from './rooms.repository.ts';
import { slugOf } from './slug.ts';
import { Visits } from './visits.ts';

interface Parts {
  readonly rooms: RoomsRepository;
  readonly memberships: MembershipsRepository;
  readonly passwords: Passwords;
  readonly limits: RateLimits;
  readonly events: RoomEvents;
  readonly now: () => number;
}

/** Rooms, who belongs to them, and what they may do there. */
export class RoomsService {
  readonly #parts: Parts;
  readonly #visits: Visits;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#visits = new Visits(parts.memberships, parts.now);
  }

  /** Makes the rooms that are there from the start, as far as they are missing. */
  async makePredefined(slugs: readonly string[]): Promise<void> {
    for (const slug of slugs) {
      const name = slug.charAt(0).toUpperCase() + slug.slice(1).replaceAll('-', ' ');
      await this.#insert({ slug, name, access: 'open' }, null);
    }
  }

  /**
   * The proof that `actor` may do this in the room of that id or slug.
   * @throws Problem `not_found` for a room they may not know of, `forbidden` for what their role does not allow
   */
  async access(actor: Actor, reference: string, ability: Ability): Promise<Membership> {
    const room = await this.#known(actor, reference);
    const membership = toMembership(room, actor);
    if (!membership) throw new Problem('forbidden', { detail: 'Join the room first.' });
    if (!can(membership, actor, ability)) throw new Problem('forbidden');
    return membership;
  }

  /**
   * Opens a room: an open one makes its visitor a member. Remembers the visit.
   * @throws Problem `not_found`, `forbidden`, `room_password_required`, `room_password_wrong`, `rate_limited`
   */
  async enter(actor: Actor, reference: string, password?: string): Promise<Membership> {
    const membership = await this.#joined(actor, reference, password);
    await this.#visits.remember(membership);
    return membership;
  }

  /** As `enter`, without opening the room; answers the room as it is then. */
  async join(actor: Actor, reference: string, password?: string): Promise<RoomView> {
    const { roomId } = await this.#joined(actor, reference, password);
    return this.read(actor, roomId);
  }

  /**
   * Ends a membership: answered once the person's connections are out of the room.
   * @throws Problem `not_found`, `forbidden` for who is no member, `conflict` for the last owner
   */
  async leave(actor: Actor, reference: string): Promise<void> {
    const { memberships, events } = this.#parts;
    const { roomId, userId, role } = await this.access(actor, reference, 'read');
    if (role === 'owner' && (await memberships.owners(roomId)) === 1) {
      throw new Problem('conflict', { detail: 'The last owner hands the room over or archives it first.' });
    }
    const { changed, accessVersion } = await memberships.leave(roomId, userId);
    if (changed) await events.removed(roomId, userId, accessVersion, 'left');
  }

  /** The id of the room of that id or slug. @throws Problem `not_found` when `actor` may not know of it */
  async resolve(actor: Actor, reference: string): Promise<string> {
    return (await this.#known(actor, reference)).id;
  }

  /** A room as `actor` may see it. @throws Problem `not_found` */
  async read(actor: Actor, reference: string): Promise<RoomView> {
    const room = await this.#parts.rooms.findShown(reference, actor.userId);
    if (!room || !mayKnow(room)) throw new Problem('not_found');
    return toRoomView(room);
  }

  /** The rooms that `actor` may know of. */
  async list(actor: Actor, sort: RoomSort, page: Keyset): Promise<KeysetPage<RoomView>> {
    const { items, page: place } = await this.#parts.rooms.list(actor.userId, sort, page);
    return { items: items.map(toRoomView), page: place };
  }

  /** Who belongs to a room. @throws Problem `not_found`, `forbidden` for who is no member */
  async members(actor: Actor, reference: string, page: Keyset): Promise<KeysetPage<Member>> {
    const { roomId } = await this.access(actor, reference, 'read');
    const { items, page: place } = await this.#parts.memberships.list(roomId, page);
    const toMember = (row: (typeof items)[number]): Member => ({
      user: toPublicUser(row),
      role: row.member_role,
      joinedAt: new Date(row.joined_at).toISOString(),
    });
    return { items: items.map(toMember), page: place };
  }

  /** Makes a room that `actor` owns. @throws Problem `conflict` when the slug is taken */
  async create(actor: Actor, input: CreateRoom): Promise<RoomView> {
    const id = await this.#insert(input, actor.userId);
    if (id === undefined) throw taken('/slug', 'This short name is taken.');
    this.#parts.events.joined(id, actor.userId);
    return this.read(actor, id);
  }

  /** Changes a room, and tells those who have it open. @throws Problem `not_found`, `forbidden` */
  async update(actor: Actor, reference: string, { name, topic }: UpdateRoom): Promise<RoomView> {
    const { rooms, events } = this.#parts;
    const { roomId } = await this.access(actor, reference, 'manage');
    if (name !== undefined || topic !== undefined) await rooms.update(roomId, { name, topic });
    events.updated(await this.describe(actor, roomId));
    return this.read(actor, roomId);
  }

  /** A room as everyone in it is told. @throws Problem `not_found` */
  async describe(actor: Actor, reference: string): Promise<Room> {
    return toRoom(await this.#known(actor, reference));
  }

  async #insert(input: CreateRoom, ownerId: string | null): Promise<string | undefined> {
    const { rooms, passwords, now } = this.#parts;
    const { name, topic, access, password } = input;
    if (access === 'password' && !password) throw invalidInput([{ pointer: '/password', code: 'required' }]);
    const room = {
      id: newId(),
      slug: input.slug ?? (name ? slugOf(name) : undefined) ?? null,
      name: name ?? null,
      topic: topic ?? null,
      kind: 'room' as const,
      access,
      password_hash: access === 'password' && password ? await passwords.hash(password) : null,
      created_by: ownerId,
      created_at: now(),
    };
    return (await rooms.insert(room)) === 'taken' ? undefined : room.id;
  }

  async #known(actor: Actor, reference: string): Promise<RoomWithMembership> {
    const room = await this.#parts.rooms.find(reference, actor.userId);
    if (!room || !mayKnow(room)) throw new Problem('not_found');
    return room;
  }

  async #joined(actor: Actor, reference: string, password?: string): Promise<Membership> {
    const room = await this.#known(actor, reference);
    const membership = toMembership(room, actor);
    if (membership) return membership;
    await this.#admit(actor, room, password);
    const { memberships, events, now } = this.#parts;
    await memberships.join({ roomId: room.id, userId: actor.userId, at: now() });
    events.joined(room.id, actor.userId);
    // Read again: the proof must carry the access version that the new membership was made under.
    return this.access(actor, room.id, 'read');
  }

  async #admit(actor: Actor, room: RoomWithMembership, password: string | undefined): Promise<void> {
    if (room.access === 'open') return;
    if (room.access !== 'password') throw new Problem('forbidden', { detail: 'This room is by invitation.' });
    if (password === undefined) throw new Problem('room_password_required');
    const attempt = this.#parts.limits.attempt('roomPassword', [`${room.id} ${actor.userId}`]);
    if (!(await this.#parts.passwords.matches(password, room.password_hash))) {
      throw new Problem('room_password_wrong');
    }
    attempt.succeeded();
  }
}
