import type { CreateRoom, Member, Room as RoomView } from '@parlor/contract';
import { invalidInput, Problem, type Room } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import { newId } from '../accounts/new-id.ts';
import type { Passwords } from '../accounts/passwords.ts';
import { toPublicUser } from '../accounts/user.ts';
import { taken } from '../http/field-problems.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Keyset, KeysetPage } from '../paging/keyset.ts';
import { findPerson } from '../people/find-person.ts';
import type { PeopleRepository } from '../people/people.repository.ts';
import type { Reach } from '../people/reach.ts';
import { type Ability, can, isBarred, mayKnow, toMembership } from './abilities.ts';
import type { Membership } from './membership.ts';
import type { MembershipsRepository } from './memberships.repository.ts';
import { toRoom, toRoomView, toTime } from './room.ts';
import type { RoomEvents } from './room-events.ts';
import type { RoomFilter, RoomSort, RoomsRepository, RoomWithMembership } from './rooms.repository.ts';
import { slugOf } from './slug.ts';
import { Visits } from './visits.ts';

interface Parts {
  readonly rooms: RoomsRepository;
  readonly memberships: MembershipsRepository;
  readonly people: PeopleRepository;
  readonly reach: Reach;
  readonly passwords: Passwords;
  readonly limits: RateLimits;
  readonly events: RoomEvents;
  readonly now: () => number;
}

/** How often somebody who joins is judged again before the room is said to change too fast. */
const MAX_TRIES = 5;

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
      await this.#insert({ slug, name, access: 'open', kind: 'room' }, null);
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

  /** The id of the room of that id or slug. @throws Problem `not_found` when `actor` may not know of it */
  async resolve(actor: Actor, reference: string): Promise<string> {
    return (await this.#known(actor, reference)).id;
  }

  /**
   * The id of a room by invitation that `actor` may ask to be let into.
   * @throws Problem `not_found`, `conflict` where asking is of no use, `blocked`, `forbidden` for whom its lists keep out
   */
  async mayAsk(actor: Actor, reference: string): Promise<string> {
    const room = await this.#known(actor, reference);
    if (room.role !== null) throw new Problem('conflict', { detail: 'You are in this room.' });
    if (room.listed === 'block') throw new Problem('blocked', { detail: 'You are blocked from this room.' });
    if (isBarred(room)) throw new Problem('forbidden', { detail: 'This room is for some people only.' });
    if (room.access !== 'invite')
      throw new Problem('conflict', { detail: 'Join the room: nobody needs to ask.' });
    return room.id;
  }

  /** A room as `actor` may see it. @throws Problem `not_found` */
  async read(actor: Actor, reference: string): Promise<RoomView> {
    const room = await this.#parts.rooms.findShown(reference, actor.userId);
    if (!room || !mayKnow(room)) throw new Problem('not_found');
    return toRoomView(room);
  }

  /** The rooms that `actor` may know of. */
  async list(
    actor: Actor,
    which: RoomFilter & { readonly sort: RoomSort },
    page: Keyset,
  ): Promise<KeysetPage<RoomView>> {
    const { items, page: place } = await this.#parts.rooms.list(actor.userId, which, page);
    return { items: items.map(toRoomView), page: place };
  }

  /** Who belongs to a room. @throws Problem `not_found`, `forbidden` for who is no member */
  async members(actor: Actor, reference: string, page: Keyset): Promise<KeysetPage<Member>> {
    const { roomId } = await this.access(actor, reference, 'read');
    const { items, page: place } = await this.#parts.memberships.list(roomId, page);
    const toMember = (row: (typeof items)[number]): Member => ({
      user: toPublicUser(row),
      role: row.member_role,
      joinedAt: toTime(row.joined_at),
      mutedUntil: toTime(isOver(row.muted_until, this.#parts.now()) ? null : row.muted_until),
    });
    return { items: items.map(toMember), page: place };
  }

  /**
   * Makes a room that `actor` owns.
   * @throws Problem `conflict` when the slug is taken; for the people of a group `not_found`, `blocked`,
   *   `not_allowed_to_message`
   */
  async create(actor: Actor, input: CreateRoom): Promise<RoomView> {
    const others = await this.#people(actor, input);
    const id = await this.#insert(input, actor.userId, others);
    if (id === undefined) throw taken('/slug', 'This short name is taken.');
    for (const userId of [actor.userId, ...others]) this.#parts.events.joined(id, userId);
    return this.read(actor, id);
  }

  /** A room as everyone in it is told. @throws Problem `not_found` */
  async describe(actor: Actor, reference: string): Promise<Room> {
    return toRoom(await this.#known(actor, reference));
  }

  async #people(actor: Actor, { kind, people }: CreateRoom): Promise<string[]> {
    if (!people || people.length === 0) return [];
    if (kind !== 'group') throw invalidInput([{ pointer: '/people', code: 'invalid' }]);
    const ids = new Set<string>();
    for (const reference of people) ids.add((await findPerson(this.#parts.people, reference)).id);
    ids.delete(actor.userId);
    for (const id of ids) await this.#parts.reach.assert(actor.userId, id);
    return [...ids];
  }

  async #insert(
    input: CreateRoom,
    ownerId: string | null,
    others: readonly string[] = [],
  ): Promise<string | undefined> {
    const { rooms, passwords, now } = this.#parts;
    const { name, topic, kind, password } = input;
    const access = kind === 'group' ? 'invite' : (input.access ?? 'open');
    if (kind === 'group' && (input.access ?? access) !== access) {
      throw invalidInput([{ pointer: '/access', code: 'invalid' }]);
    }
    if (access === 'password' && !password) throw invalidInput([{ pointer: '/password', code: 'required' }]);
    const room = {
      id: newId(),
      slug: input.slug ?? (name && kind === 'room' ? slugOf(name) : undefined) ?? null,
      name: name ?? null,
      topic: topic ?? null,
      kind,
      access,
      password_hash: access === 'password' && password ? await passwords.hash(password) : null,
      created_by: ownerId,
      created_at: now(),
    };
    return (await rooms.insert(room, others)) === 'taken' ? undefined : room.id;
  }

  async #known(actor: Actor, reference: string): Promise<RoomWithMembership> {
    const room = await this.#parts.rooms.find(reference, actor.userId);
    if (!room || !mayKnow(room)) throw new Problem('not_found');
    return room;
  }

  async #joined(actor: Actor, reference: string, password?: string): Promise<Membership> {
    const { memberships, events, now } = this.#parts;
    for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
      const room = await this.#known(actor, reference);
      const membership = toMembership(room, actor);
      if (membership) return membership;
      await this.#admit(actor, room, password);
      const { id: roomId, access_version: accessVersion } = room;
      // Whoever was kept out since the room was read is judged again.
      const joining = { roomId, userId: actor.userId, at: now(), accessVersion };
      if ((await memberships.join(joining)) === 'joined') events.joined(roomId, actor.userId);
    }
    throw new Problem('unavailable', { detail: 'The room changes too fast right now.', retryAfter: 1 });
  }

  async #admit(actor: Actor, room: RoomWithMembership, password: string | undefined): Promise<void> {
    if (room.listed === 'block') throw new Problem('blocked', { detail: 'You are blocked from this room.' });
    if (isBarred(room)) throw new Problem('forbidden', { detail: 'This room is for some people only.' });
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

function isOver(until: number | null, now: number): boolean {
  return until !== null && until <= now;
}
