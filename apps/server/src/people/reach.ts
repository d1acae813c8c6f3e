import type { WhoMayMessage } from '@parlor/contract';
import { Problem } from '@parlor/protocol';
import type { RelationsRepository, Standing } from './relations.repository.ts';

/** Who may start writing to whom: the server's rule and the person's own must both be met. */
export class Reach {
  readonly #relations: RelationsRepository;

  constructor(relations: RelationsRepository) {
    this.#relations = relations;
  }

  /** @throws Problem `blocked` when the asker blocks the other, `not_allowed_to_message` */
  async assert(askerId: string, otherId: string): Promise<void> {
    const standing = await this.#relations.between(askerId, otherId);
    if (standing.mine.has('block')) throw new Problem('blocked', { detail: 'You have blocked this person.' });
    // Who is blocked is told what a stranger would be: not that there is a block.
    if (standing.theirs.has('block')) throw new Problem('not_allowed_to_message');
    const rules = [await this.#relations.serverRule(), await this.#relations.ruleOf(otherId)];
    for (const rule of rules) {
      if (rule !== undefined && !(await this.#meets(rule, standing, askerId, otherId))) {
        throw new Problem('not_allowed_to_message');
      }
    }
  }

  async #meets(
    rule: WhoMayMessage,
    { mine, theirs }: Standing,
    one: string,
    other: string,
  ): Promise<boolean> {
    switch (rule) {
      case 'friends':
        return mine.has('friend');
      case 'mutual':
        return mine.has('follow') && theirs.has('follow');
      case 'shared_room':
        return this.#relations.shareRoom(one, other);
      case 'nobody':
        return false;
    }
  }
}
