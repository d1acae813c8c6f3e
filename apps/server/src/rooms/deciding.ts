import { Problem } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import { findPerson } from '../people/find-person.ts';
import type { PeopleRepository } from '../people/people.repository.ts';
import type { Ability } from './abilities.ts';
import type { Membership } from './membership.ts';
import { type Decided, type RoomDecision, type RoomDecisions, STALE } from './room-decision.repository.ts';
import type { RoomsService } from './rooms.service.ts';

/** How often a right is judged again before the room is said to change too fast. */
const MAX_RENEWALS = 5;

/** What somebody wants to decide in a room. */
interface Wish<T> {
  readonly room: string;
  readonly ability: Ability;
  readonly work: (decision: RoomDecision, membership: Membership) => Promise<T>;
}

/** What somebody wants to decide about a person. */
interface WishAbout<T> extends Omit<Wish<T>, 'work'> {
  readonly work: (decision: RoomDecision, membership: Membership, personId: string) => Promise<T>;
}

/** A decision that was carried out. */
export interface Outcome<T> extends Decided<T> {
  readonly roomId: string;
}

interface Parts {
  readonly rooms: RoomsService;
  readonly decisions: RoomDecisions;
  readonly people: PeopleRepository;
  readonly now: () => number;
}

/** Carries out decisions under a right that is good at the moment they are written. */
export class Deciding {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Asks for the right, and again when it was changed before the decision was written. @throws Problem as `access` */
  async decide<T>(actor: Actor, { room, ability, work }: Wish<T>): Promise<Outcome<T>> {
    const { rooms, decisions, now } = this.#parts;
    for (let attempt = 0; attempt <= MAX_RENEWALS; attempt += 1) {
      const membership = await rooms.access(actor, room, ability);
      const decided = await decisions.decide(membership, now(), (decision) => work(decision, membership));
      if (decided !== STALE) return { ...decided, roomId: membership.roomId };
    }
    throw new Problem('unavailable', { detail: 'The room changes too fast right now.', retryAfter: 1 });
  }

  /** As `decide`, about a person: who has no right here is refused before anybody is looked for. */
  async decideAbout<T>(
    actor: Actor,
    person: string,
    { room, ability, work }: WishAbout<T>,
  ): Promise<Outcome<T> & { readonly id: string }> {
    const { id } = await this.find(actor, person, { room, ability });
    const wish = { room, ability, work: (decision: RoomDecision, by: Membership) => work(decision, by, id) };
    return { ...(await this.decide(actor, wish)), id };
  }

  /** A person, and the right to decide about them. @throws Problem `not_found`, `forbidden` */
  async find(
    actor: Actor,
    person: string,
    { room, ability }: Pick<Wish<unknown>, 'room' | 'ability'>,
  ): Promise<{ readonly id: string; readonly membership: Membership }> {
    const membership = await this.#parts.rooms.access(actor, room, ability);
    return { id: (await findPerson(this.#parts.people, person)).id, membership };
  }
}
