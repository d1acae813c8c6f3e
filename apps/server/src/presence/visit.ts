import { Problem } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import type { Connection } from '../realtime/connection.ts';
import type { Seat } from '../realtime/topic.ts';
import type { Membership, MembershipHolder } from '../rooms/membership.ts';

/** A connection of somebody who is signed in. */
export type ActorConnection = Connection<Actor>;

/** One connection that has one room open, or is just opening it, with the right that was shown for it. */
export class Visit implements MembershipHolder {
  readonly connection: ActorConnection;
  readonly actor: Actor;
  /** Its seat in the hub, once it is live. */
  seat: Seat | undefined;
  /** Whether it counts for who is present. */
  isPresent = false;
  #membership: Membership;
  #ended = false;
  #sends = 0;
  #isSettled = true;
  #renewal: Promise<Membership> | undefined;
  readonly #judge: () => Promise<Membership>;

  /** @param judge - asks for the right anew. */
  constructor(
    connection: ActorConnection,
    { actor, membership, judge }: { actor: Actor; membership: Membership; judge: () => Promise<Membership> },
  ) {
    this.connection = connection;
    this.actor = actor;
    this.#membership = membership;
    this.#judge = judge;
  }

  get membership(): Membership {
    return this.#membership;
  }

  get roomId(): string {
    return this.#membership.roomId;
  }

  /** Whether it is over: by exit, removal, a new entering, or the connection's end. */
  get isEnded(): boolean {
    return this.#ended || this.connection.isClosed;
  }

  /** Ends it: whatever was under way for it stops at its next step. */
  end(): void {
    this.#ended = true;
  }

  /** Whether every message under way was sent under the right as it is now: then the next may follow at once. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Notes that a message is on its way. */
  sendBegins(): void {
    this.#sends += 1;
  }

  /** Notes that a message has been answered. */
  sendEnds(): void {
    this.#sends -= 1;
    if (this.#sends === 0) this.#isSettled = true;
  }

  renew(): Promise<Membership> {
    // A message sent under the old right may be refused and sent again: none may overtake it meanwhile.
    if (this.#sends > 0) this.#isSettled = false;
    this.#renewal ??= this.#judge()
      .then((membership) => {
        this.#membership = membership;
        return membership;
      })
      .finally(() => {
        this.#renewal = undefined;
      });
    return this.#renewal;
  }

  /** @throws Problem `forbidden` when it is over */
  assertLive(): void {
    if (this.isEnded) throw new Problem('forbidden', { detail: 'You are no longer in this room.' });
  }
}
