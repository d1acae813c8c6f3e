import { MOST_IN_GROUP } from '@parlor/contract';
import { Problem } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import type { Reach } from '../people/reach.ts';
import { rankOf } from './abilities.ts';
import type { Deciding } from './deciding.ts';
import type { Membership } from './membership.ts';
import type { RoomDecision } from './room-decision.repository.ts';
import type { RoomEvents } from './room-events.ts';

type Role = Membership['role'];

interface Parts {
  readonly deciding: Deciding;
  readonly reach: Reach;
  readonly events: RoomEvents;
  readonly now: () => number;
}

/** A mute that ends only when it is lifted. */
const UNTIL_LIFTED = Date.UTC(9999, 11, 31);

/** Who belongs to a room, and who decides about it: by rights in that room, and by no others. */
export class MembersService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Adds someone, or gives a member another role. Who moderates may add; roles are the owners' to give.
   * @throws Problem `not_found`, `forbidden`, `blocked`, `not_allowed_to_message`, `conflict`, `room_full`
   */
  async put(actor: Actor, room: string, person: string, role?: Role): Promise<void> {
    const { deciding, reach, events } = this.#parts;
    const ability = role === undefined || role === 'member' ? 'moderate' : 'manage';
    const found = await deciding.find(actor, person, { room, ability });
    if (found.membership.kind === 'group') await reach.assert(actor.userId, found.id);
    const { roomId, result, id } = await deciding.decideAbout(actor, person, {
      room,
      ability,
      work: async (decision, membership, id) => {
        const current = await decision.roleOf(id);
        if (current === undefined) return this.#add(decision, membership, id, role ?? 'member');
        if (role !== undefined && role !== current)
          await this.#changeRole(decision, actor, { id, current, role });
        return 'kept';
      },
    });
    if (result === 'added') events.joined(roomId, id);
  }

  /** Puts someone out, or leaves when that someone is oneself. @throws Problem `not_found`, `forbidden`, `conflict` */
  async remove(actor: Actor, room: string, person: string, reason?: string): Promise<void> {
    const { deciding, events } = this.#parts;
    const found = await deciding.find(actor, person, { room, ability: 'read' });
    if (found.id === actor.userId) return this.leave(actor, room);
    const { roomId, accessVersion, id } = await deciding.decideAbout(actor, person, {
      room,
      ability: 'moderate',
      work: async (decision, membership, id) => {
        const role = await decision.roleOf(id);
        if (role === undefined) throw new Problem('not_found');
        await mayActOn(decision, rankOf(membership.role, actor), role);
        await decision.end(id);
        await decision.raise();
        await decision.log({ action: 'kick', target_id: id, reason: reason ?? null });
      },
    });
    await events.removed(roomId, id, accessVersion, 'kicked');
  }

  /**
   * Ends one's own membership: answered once one's connections are out of the room.
   * @throws Problem `not_found`, `forbidden` for who is no member, `conflict` for the last owner of a room in use
   */
  async leave(actor: Actor, room: string): Promise<void> {
    const { deciding, events } = this.#parts;
    const { roomId, accessVersion } = await deciding.decide(actor, {
      room,
      ability: 'read',
      work: async (decision, { role, closed, kind, userId }) => {
        if (kind === 'direct')
          throw new Problem('forbidden', { detail: 'A direct room stays with its two people.' });
        if (role === 'owner' && closed !== 'archived' && (await decision.count('owner')) === 1) {
          throw new Problem('conflict', {
            detail: 'The last owner hands the room over or archives it first.',
          });
        }
        await decision.end(userId);
        await decision.raise();
      },
    });
    await events.removed(roomId, actor.userId, accessVersion, 'left');
  }

  /** Puts someone on the block list: they are out, and do not come back. @throws Problem `not_found`, `forbidden` */
  async block(actor: Actor, room: string, person: string, reason?: string): Promise<void> {
    const { deciding, events } = this.#parts;
    const { roomId, accessVersion, result, id } = await deciding.decideAbout(actor, person, {
      room,
      ability: 'moderate',
      work: async (decision, membership, id) => {
        if (id === membership.userId) throw new Problem('conflict', { detail: 'Leave the room instead.' });
        const role = await decision.roleOf(id);
        if (role !== undefined) await mayActOn(decision, rankOf(membership.role, actor), role);
        await decision.enlist(id, 'block');
        await decision.forgetRequest(id);
        await decision.raise();
        await decision.log({ action: 'block', target_id: id, reason: reason ?? null });
        return decision.end(id);
      },
    });
    if (result) await events.removed(roomId, id, accessVersion, 'blocked');
  }

  /** Puts someone on the allow list: from the first one on, nobody else comes in. Members stay. */
  async allow(actor: Actor, room: string, person: string): Promise<void> {
    const { deciding } = this.#parts;
    await deciding.decideAbout(actor, person, {
      room,
      ability: 'manage',
      work: async (decision, _, id) => {
        await decision.enlist(id, 'allow');
        await decision.raise();
        await decision.log({ action: 'allow', target_id: id });
      },
    });
  }

  /** Takes someone off a list. @throws Problem `not_found` when they are not on it, `forbidden` */
  async delist(actor: Actor, room: string, person: string, list: 'allow' | 'block'): Promise<void> {
    const { deciding } = this.#parts;
    const ability = list === 'allow' ? 'manage' : 'moderate';
    await deciding.decideAbout(actor, person, {
      room,
      ability,
      work: async (decision, _, id) => {
        if (!(await decision.delist(id, list))) throw new Problem('not_found');
        await decision.raise();
        await decision.log({ action: list === 'allow' ? 'disallow' : 'unblock', target_id: id });
      },
    });
  }

  /** Takes someone's word away for a while. Answers until when, in milliseconds since 1970. */
  async mute(
    actor: Actor,
    room: string,
    {
      person,
      seconds,
      reason,
    }: { person: string; seconds?: number | undefined; reason?: string | undefined },
  ): Promise<number> {
    const { deciding, now } = this.#parts;
    const until = seconds === undefined ? UNTIL_LIFTED : now() + seconds * 1_000;
    await deciding.decideAbout(actor, person, {
      room,
      ability: 'moderate',
      work: async (decision, membership, id) => {
        const role = await decision.roleOf(id);
        if (role === undefined) throw new Problem('not_found');
        await mayActOn(decision, rankOf(membership.role, actor), role);
        await decision.mute(id, until);
        await decision.raise();
        await decision.log({ action: 'mute', target_id: id, reason: reason ?? null, detail: { until } });
      },
    });
    return until;
  }

  /** Gives someone their word back. @throws Problem `not_found` when they are not muted, `forbidden` */
  async unmute(actor: Actor, room: string, person: string): Promise<void> {
    const { deciding } = this.#parts;
    await deciding.decideAbout(actor, person, {
      room,
      ability: 'moderate',
      work: async (decision, _, id) => {
        if (!(await decision.unmute(id))) throw new Problem('not_found');
        // Whoever holds the muted right asks again, and finds it better.
        await decision.raise();
        await decision.log({ action: 'unmute', target_id: id });
      },
    });
  }

  async #add(decision: RoomDecision, by: Membership, id: string, role: Role): Promise<'added'> {
    const room = await decision.room();
    const list = await decision.listOf(id);
    if (list === 'block')
      throw new Problem('conflict', { detail: 'This person is blocked here: unblock first.' });
    if (room.allow_listed === 1 && list !== 'allow') {
      throw new Problem('conflict', { detail: 'This person is not on the allow list of the room.' });
    }
    if (by.closed === 'archived') throw new Problem('room_locked', { detail: 'The room is archived.' });
    if (await decision.blocksBetween(by.userId, id)) throw new Problem('blocked');
    if (room.kind === 'group' && (await decision.count()) >= MOST_IN_GROUP) throw new Problem('room_full');
    await decision.add(id, role);
    await decision.log({ action: 'add', target_id: id, detail: { role } });
    return 'added';
  }

  async #changeRole(
    decision: RoomDecision,
    actor: Actor,
    { id, current, role }: { id: string; current: Role; role: Role },
  ): Promise<void> {
    const by = await decision.roleOf(actor.userId);
    if (by === undefined || rankOf(by, actor) < 2) throw new Problem('forbidden');
    await keepAnOwner(decision, current);
    await decision.setRole(id, role);
    if (role === 'member') await decision.revokeInvitesOf(id);
    await decision.raise();
    await decision.log({ action: 'role', target_id: id, detail: { from: current, to: role } });
  }
}

/** One acts on those who have less to say; owners also on each other, while one is left. */
async function mayActOn(decision: RoomDecision, rank: number, role: Role): Promise<void> {
  if (rank <= rankOf(role) && rank < 2) throw new Problem('forbidden');
  await keepAnOwner(decision, role);
}

async function keepAnOwner(decision: RoomDecision, role: Role): Promise<void> {
  if (role === 'owner' && (await decision.count('owner')) === 1) {
    throw new Problem('conflict', { detail: 'A room keeps an owner: make somebody else one first.' });
  }
}
