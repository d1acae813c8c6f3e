import type { MessageRules, Related, Relation, WhoMayMessage } from '@parlor/contract';
import { Problem } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import { toPublicUser } from '../accounts/user.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Keyset, KeysetPage } from '../paging/keyset.ts';
import { findPerson } from './find-person.ts';
import type { PeopleRepository } from './people.repository.ts';
import type { Pair, RelationsRepository, Standing } from './relations.repository.ts';

/** Which of one's people are listed. */
export type PeopleList = 'friends' | 'requests' | 'requested' | 'following' | 'followers' | 'blocked';

interface Parts {
  readonly relations: RelationsRepository;
  readonly people: PeopleRepository;
  readonly limits: RateLimits;
  readonly now: () => number;
}

const LISTS = {
  friends: { kind: 'friend', way: 'of' },
  requests: { kind: 'request', way: 'to' },
  requested: { kind: 'request', way: 'of' },
  following: { kind: 'follow', way: 'of' },
  followers: { kind: 'follow', way: 'to' },
  blocked: { kind: 'block', way: 'of' },
} as const satisfies Record<PeopleList, object>;

/** What people are to each other: friends who both said so, followers, and those one wants nothing from. */
export class RelationsService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** How the asker stands to somebody. @throws Problem `not_found` */
  async read(actor: Actor, person: string): Promise<Relation> {
    const { id } = await findPerson(this.#parts.people, person);
    return toRelation(await this.#parts.relations.between(actor.userId, id));
  }

  /**
   * Asks somebody to be friends, or accepts when they have asked. Twice is well.
   * @throws Problem `not_found`, `conflict` for oneself, `blocked`, `rate_limited`
   */
  async befriend(actor: Actor, person: string): Promise<Relation> {
    const { now, limits } = this.#parts;
    return this.#decide(actor, person, async (pair, { mine, theirs }) => {
      if (mine.has('friend') || mine.has('request')) return;
      refuseBlocked(mine, theirs);
      if (theirs.has('request')) {
        await pair.removeBoth('request');
        await pair.addBoth('friend', now());
        return;
      }
      // Each new request counts, whatever becomes of it.
      limits.attempt('friendRequest', [actor.userId]);
      await pair.add('request', now());
    });
  }

  /** Ends a friendship, takes a request back, or declines one; the other is not told. @throws Problem `not_found` */
  unfriend(actor: Actor, person: string): Promise<Relation> {
    return this.#decide(actor, person, (pair) => pair.removeBoth('friend', 'request'));
  }

  /** Accepts what somebody has asked. @throws Problem `not_found` when they have not */
  accept(actor: Actor, person: string): Promise<Relation> {
    const { now } = this.#parts;
    return this.#decide(actor, person, async (pair, { theirs }) => {
      if (!theirs.has('request')) throw new Problem('not_found');
      await pair.removeBoth('request');
      await pair.addBoth('friend', now());
    });
  }

  /** Declines what somebody has asked, silently. @throws Problem `not_found` when they have not */
  decline(actor: Actor, person: string): Promise<Relation> {
    return this.#decide(actor, person, async (pair, { theirs }) => {
      if (!theirs.has('request')) throw new Problem('not_found');
      await pair.removeBoth('request');
    });
  }

  /** Follows somebody. Twice is well. @throws Problem `not_found`, `conflict` for oneself, `blocked` */
  follow(actor: Actor, person: string): Promise<Relation> {
    const { now } = this.#parts;
    return this.#decide(actor, person, async (pair, { mine, theirs }) => {
      refuseBlocked(mine, theirs);
      await pair.add('follow', now());
    });
  }

  /** Follows somebody no longer. @throws Problem `not_found` */
  unfollow(actor: Actor, person: string): Promise<Relation> {
    return this.#decide(actor, person, (pair) => pair.remove('follow'));
  }

  /** Blocks somebody: whatever tied the two ends, and their direct room is closed. @throws Problem `not_found`, `conflict` */
  block(actor: Actor, person: string): Promise<Relation> {
    const { now } = this.#parts;
    return this.#decide(actor, person, async (pair) => {
      await pair.removeBoth('friend', 'request', 'follow');
      await pair.add('block', now());
      await pair.raiseDirect();
    });
  }

  /** Blocks somebody no longer. @throws Problem `not_found` */
  unblock(actor: Actor, person: string): Promise<Relation> {
    return this.#decide(actor, person, (pair) => pair.remove('block'));
  }

  /** One's people, by handle. */
  async list(actor: Actor, list: PeopleList, page: Keyset): Promise<KeysetPage<Related>> {
    const { items, page: place } = await this.#parts.relations.list(actor.userId, LISTS[list], page);
    const toRelated = (row: (typeof items)[number]): Related => ({
      user: toPublicUser(row),
      since: new Date(row.since).toISOString(),
    });
    return { items: items.map(toRelated), page: place };
  }

  /** Who may start a direct message with the asker: their own rule, and the server's. */
  async rules({ userId }: Actor): Promise<MessageRules> {
    const { relations } = this.#parts;
    return { own: (await relations.ruleOf(userId)) ?? null, server: await relations.serverRule() };
  }

  /** Sets the asker's own rule. Where the server's is stricter, the server's counts too. */
  async setRule(actor: Actor, who: WhoMayMessage): Promise<MessageRules> {
    await this.#parts.relations.setRule(actor.userId, who);
    return this.rules(actor);
  }

  /** Sets the server's rule. @throws Problem `forbidden` unless the asker is an admin */
  async setServerRule(actor: Actor, who: WhoMayMessage): Promise<MessageRules> {
    if (actor.role !== 'admin') throw new Problem('forbidden');
    await this.#parts.relations.setServerRule(who);
    return this.rules(actor);
  }

  async #decide(
    actor: Actor,
    person: string,
    work: (pair: Pair, standing: Standing) => Promise<void>,
  ): Promise<Relation> {
    const { people, relations } = this.#parts;
    const { id } = await findPerson(people, person);
    if (id === actor.userId) throw new Problem('conflict', { detail: 'This is yourself.' });
    await relations.decide(actor.userId, id, work);
    return toRelation(await relations.between(actor.userId, id));
  }
}

function refuseBlocked(mine: Standing['mine'], theirs: Standing['theirs']): void {
  if (mine.has('block')) throw new Problem('blocked', { detail: 'You have blocked this person.' });
  if (theirs.has('block')) throw new Problem('blocked');
}

function toRelation({ mine, theirs }: Standing): Relation {
  const asked = mine.has('request') ? 'requested' : theirs.has('request') ? 'asked' : 'none';
  return {
    friend: mine.has('friend') ? 'friends' : asked,
    following: mine.has('follow'),
    follower: theirs.has('follow'),
    blocked: mine.has('block'),
  };
}
