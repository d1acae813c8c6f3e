import { createHash, randomBytes } from 'node:crypto';
import {
  type CreateInvite,
  type Invite,
  type InvitePreview,
  type JoinRequest,
  type Listed,
  type LogEntry,
  MOST_IN_GROUP,
  type NewInvite,
  type Room,
} from '@parlor/contract';
import { Problem } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import { newId } from '../accounts/new-id.ts';
import { toAuthor, toPublicUser } from '../accounts/user.ts';
import type { Keyset, KeysetPage } from '../paging/keyset.ts';
import { findPerson } from '../people/find-person.ts';
import type { PeopleRepository } from '../people/people.repository.ts';
import type { DoorsRepository, InviteRow } from './doors.repository.ts';
import { toTime } from './room.ts';
import type { RoomEvents } from './room-events.ts';
import type { RoomsService } from './rooms.service.ts';

interface Parts {
  readonly rooms: RoomsService;
  readonly doors: DoorsRepository;
  readonly people: PeopleRepository;
  readonly events: RoomEvents;
  readonly now: () => number;
}

/** 192 bits: nobody guesses a code, and the hash of one needs no salt. */
const CODE_BYTES = 24;

/** The ways into a room that are not open to all: invites, requests and lists; and the log of decisions. */
export class DoorsService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Makes an invite; its code is told this once. @throws Problem `not_found`, `forbidden` */
  async invite(actor: Actor, room: string, { expiresIn, maxUses }: CreateInvite): Promise<NewInvite> {
    const { rooms, doors, now } = this.#parts;
    const { roomId, closed } = await rooms.access(actor, room, 'moderate');
    if (closed) throw new Problem('room_locked', { detail: 'The room is archived.' });
    const code = randomBytes(CODE_BYTES).toString('base64url');
    const at = now();
    const row = {
      id: newId(),
      room_id: roomId,
      code_hash: hashOf(code),
      created_by: actor.userId,
      created_at: at,
      expires_at: expiresIn ? at + expiresIn * 1_000 : null,
      max_uses: maxUses ?? null,
    };
    await doors.invite(row);
    return { ...toInvite({ ...row, uses: 0 }), code };
  }

  /** The invites of a room that may still be used, without their codes. @throws Problem `not_found`, `forbidden` */
  async invites(actor: Actor, room: string): Promise<Invite[]> {
    const { roomId } = await this.#parts.rooms.access(actor, room, 'moderate');
    return (await this.#parts.doors.invites(roomId, this.#parts.now())).map(toInvite);
  }

  /** Takes an invite back. @throws Problem `not_found`, `forbidden` */
  async revoke(actor: Actor, room: string, id: string): Promise<void> {
    const { roomId } = await this.#parts.rooms.access(actor, room, 'moderate');
    if (!(await this.#parts.doors.revoke(roomId, id))) throw new Problem('not_found');
  }

  /** Who invites to what. One answer for codes that are wrong, used up, expired or taken back. */
  async preview(code: string): Promise<InvitePreview> {
    const invite = await this.#parts.doors.invited(hashOf(code), this.#parts.now());
    const by = invite && (await this.#parts.people.find(invite.created_by));
    if (!invite || !by) throw new Problem('not_found');
    const { name, slug, topic, members } = invite;
    return {
      room: { name, slug, topic, members: Number(members) },
      by: toAuthor(by),
      expiresAt: toTime(invite.expires_at),
    };
  }

  /** Comes in by an invite. @throws Problem `not_found`, `blocked`, `forbidden`, `room_full` */
  async accept(actor: Actor, code: string): Promise<Room> {
    const { doors, rooms, events, now } = this.#parts;
    const { userId } = actor;
    const used = await doors.use({ hash: hashOf(code), userId, at: now(), mostInGroup: MOST_IN_GROUP });
    switch (used.status) {
      case 'not_found':
        throw new Problem('not_found');
      case 'blocked':
        throw new Problem('blocked', { detail: 'You are blocked from this room.' });
      case 'barred':
        throw new Problem('forbidden', { detail: 'This room is for some people only.' });
      case 'full':
        throw new Problem('room_full');
      case 'joined':
        events.joined(used.roomId, userId);
        return rooms.read(actor, used.roomId);
      case 'member':
        return rooms.read(actor, used.roomId);
    }
  }

  /** Asks to be let into a room by invitation. @throws Problem `not_found`, `conflict`, `blocked`, `forbidden` */
  async ask(actor: Actor, room: string, words: string): Promise<void> {
    const { rooms, doors, now } = this.#parts;
    const roomId = await rooms.mayAsk(actor, room);
    await doors.request(roomId, actor.userId, words, now());
  }

  /** Those who ask to be let in. @throws Problem `not_found`, `forbidden` */
  async requests(actor: Actor, room: string, page: Keyset): Promise<KeysetPage<JoinRequest>> {
    const { roomId } = await this.#parts.rooms.access(actor, room, 'moderate');
    const { items, page: place } = await this.#parts.doors.requests(roomId, page);
    const toRequest = (row: (typeof items)[number]): JoinRequest => ({
      user: toPublicUser(row),
      words: row.words,
      askedAt: toTime(row.asked_at),
    });
    return { items: items.map(toRequest), page: place };
  }

  /** Declines a request, silently, or takes back one's own. @throws Problem `not_found`, `forbidden` */
  async decline(actor: Actor, room: string, person: string): Promise<void> {
    const { rooms, doors, people } = this.#parts;
    const { id } = await findPerson(people, person);
    const isOwn = id === actor.userId;
    const roomId = isOwn
      ? await rooms.resolve(actor, room)
      : (await rooms.access(actor, room, 'moderate')).roomId;
    if (!(await doors.forgetRequest(roomId, id))) throw new Problem('not_found');
  }

  /** Those on a list of a room. @throws Problem `not_found`, `forbidden` */
  async listed(
    actor: Actor,
    room: string,
    list: 'allow' | 'block',
    page: Keyset,
  ): Promise<KeysetPage<Listed>> {
    const { roomId } = await this.#parts.rooms.access(actor, room, 'moderate');
    const { items, page: place } = await this.#parts.doors.listed(roomId, list, page);
    const toListed = (row: (typeof items)[number]): Listed => ({
      user: toPublicUser(row),
      addedAt: toTime(row.added_at),
    });
    return { items: items.map(toListed), page: place };
  }

  /** What was decided in rooms: for those who moderate the server. @throws Problem `forbidden` */
  async log(actor: Actor, roomId: string | undefined, page: Keyset): Promise<KeysetPage<LogEntry>> {
    if (actor.role === 'user') throw new Problem('forbidden');
    const { items, page: place } = await this.#parts.doors.log(roomId, page);
    const toEntry = ({ id, action, seq, reason, ...row }: (typeof items)[number]): LogEntry => ({
      ...{ id, action, seq, reason, room: row.room_id, actor: row.actor_id, target: row.target_id },
      detail: row.detail === null ? null : (JSON.parse(row.detail) as Record<string, unknown>),
      at: toTime(row.at),
    });
    return { items: items.map(toEntry), page: place };
  }
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('base64url');
}

function toInvite(row: InviteRow): Invite {
  return {
    id: row.id,
    createdBy: row.created_by,
    createdAt: toTime(row.created_at),
    expiresAt: toTime(row.expires_at),
    maxUses: row.max_uses,
    uses: row.uses,
  };
}
