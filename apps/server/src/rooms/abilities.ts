import type { Actor } from '../accounts/actor.ts';
import type { Membership } from './membership.ts';
import type { RoomWithMembership } from './rooms.repository.ts';

/** What someone wants to do in a room. `send` judges no lock and no slow mode: the membership carries both. */
export type Ability = 'read' | 'send' | 'moderate' | 'manage';

/** Whether someone may know that a room is there: rooms in use that are not hidden, and those they belong to. */
export function mayKnow({ role, kind, access, archived_at }: RoomWithMembership): boolean {
  return role !== null || (kind === 'room' && access !== 'hidden' && archived_at === null);
}

/** Whether the room's lists keep someone out who is no member: blocked there, or not among those it is for. */
export function isBarred({ listed, allow_listed }: RoomWithMembership): boolean {
  return listed === 'block' || (allow_listed === 1 && listed !== 'allow');
}

/** What a member may do; everyone else, staff too, is no member and may do nothing. */
export function can(membership: Membership, actor: Actor, ability: Ability): boolean {
  if (membership.kind === 'direct' && ability !== 'read' && ability !== 'send') return false;
  switch (ability) {
    case 'read':
    case 'send':
      return true;
    case 'moderate':
      return moderates(membership.role, actor);
    case 'manage':
      return membership.role === 'owner' || actor.role === 'admin';
  }
}

/** The proof of a membership, or undefined without one. Those who moderate are held up by no slow mode and no lock. */
export function toMembership(room: RoomWithMembership, actor: Actor): Membership | undefined {
  if (room.role === null) return undefined;
  const isFree = moderates(room.role, actor);
  return {
    roomId: room.id,
    userId: actor.userId,
    slug: room.slug,
    role: room.role,
    accessVersion: room.access_version,
    slowMode: isFree ? 0 : room.slow_mode,
    locked: !isFree && room.locked === 1,
    ...(room.muted_until !== null && { mutedUntil: room.muted_until }),
    kind: room.kind,
    ...(room.archived_at !== null && { closed: 'archived' }),
    ...(room.blocks === 1 && { closed: 'blocked' }),
  };
}

/** How much someone has to say in a room: who has more may act on who has less. */
export function rankOf(role: Membership['role'], actor?: Actor): number {
  if (role === 'owner' || actor?.role === 'admin') return 2;
  return role === 'moderator' || actor?.role === 'moderator' ? 1 : 0;
}

function moderates(role: Membership['role'], actor: Actor): boolean {
  return role !== 'member' || actor.role !== 'user';
}
