import type { Actor } from '../accounts/actor.ts';
import type { Membership } from './membership.ts';

/** What someone wants to do in a room. `send` judges no lock and no slow mode: the membership carries both. */
export type Ability = 'read' | 'send' | 'moderate' | 'manage';

/** Rooms, who belongs to them, and what they may do there. */
export class RoomsService {
  /**
   * The proof that `actor` may do this in the room of that id or slug.
   * @throws Problem `not_found` for a room they may not know of, `forbidden` for what their role does not allow
   */
  access(_actor: Actor, _room: string, _ability: Ability): Promise<Membership> {
    throw new Error('not built yet');
  }

  /**
   * Opens a room: an open one makes its visitor a member. Remembers the visit.
   * @throws Problem `not_found`, `forbidden`, `room_password_required`, `room_password_wrong`, `rate_limited`
   */
  enter(_actor: Actor, _room: string, _password?: string): Promise<Membership> {
    throw new Error('not built yet');
  }

  /** Ends a membership: answered once the person's connections are out of the room. */
  leave(_actor: Actor, _room: string): Promise<void> {
    throw new Error('not built yet');
  }

  /** The id of the room of that id or slug, as far as `actor` may know of it. */
  resolve(_actor: Actor, _room: string): Promise<string> {
    throw new Error('not built yet');
  }
}
