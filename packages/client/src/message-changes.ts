import { type Message, Problem } from '@parlor/protocol';
import { withReaction } from './mine.ts';
import { wishOf, withWish } from './reactions.ts';
import type { OpenRoom } from './room.ts';
import type { Session } from './session.ts';
import { applyMessage, messageAt } from './timeline.ts';

/**
 * Changes what is in the log of an open room: edits, deletes, restores, reacts.
 * Shown at once, and taken back when the server refuses; every call fails as `Session.command` does.
 */
export class MessageChanges {
  readonly #session: Session;
  readonly #room: OpenRoom;

  constructor(session: Session, room: OpenRoom) {
    this.#session = session;
    this.#room = room;
  }

  /** Gives a message of one's own other words. */
  async edit(seq: number, body: string): Promise<void> {
    const editedAt = this.#now();
    await this.#instead(seq, (message) => ({ ...message, body, editedAt, mentions: [] }), 'message.edit', {
      body,
    });
  }

  /** Deletes a message; for ten seconds it can be brought back. */
  async delete(seq: number, by: string): Promise<void> {
    const deletedAt = this.#now();
    const gone = { body: null, deletedAt, deletedBy: by, mentions: [], files: [], reactions: [] };
    await this.#instead(seq, (message) => ({ ...message, ...gone }), 'message.delete', {});
  }

  /** Brings back what one deleted a moment ago. */
  async restore(seq: number): Promise<void> {
    await this.#session.command('message.restore', { room: this.#id, seq });
  }

  /** Adds a reaction, or takes one's own back. */
  async react(seq: number, emoji: string, want: 'on' | 'off'): Promise<void> {
    const { timeline } = this.#room.state;
    const message = messageAt(timeline, seq);
    if (message === undefined) throw new Problem('not_found');
    const wish = wishOf(message, { emoji, on: want === 'on' }, timeline);
    this.#room.amend((now) => ({ ...now, wishes: withWish(now.wishes, wish, messageAt(now, seq)) }));
    const type = wish.on ? 'reaction.add' : 'reaction.remove';
    try {
      const { version } = await this.#session.command(type, { room: this.#id, seq, emoji });
      this.#room.amend((now) => ({
        ...now,
        mine: withReaction(now.mine, { room: this.#id, seq, emoji, on: wish.on }),
        wishes: now.wishes.map((one) => (one === wish ? { ...one, version } : one)),
      }));
    } catch (failure) {
      this.#room.amend((now) => ({ ...now, wishes: now.wishes.filter((one) => one !== wish) }));
      throw failure;
    }
  }

  /** Shows the change before the answer; what was there comes back with a refusal, unless it is newer by then. */
  async #instead(
    seq: number,
    change: (message: Message) => Message,
    type: 'message.edit' | 'message.delete',
    data: object,
  ): Promise<void> {
    const before = messageAt(this.#room.state.timeline, seq);
    if (before === undefined) throw new Problem('not_found');
    const shown = change(before);
    this.#room.amend((now) => applyMessage(now, shown));
    try {
      await this.#session.command(type, { room: this.#id, seq, ...data });
    } catch (failure) {
      this.#room.amend((now) => (messageAt(now, seq) === shown ? applyMessage(now, before) : now));
      throw failure;
    }
  }

  get #id(): string {
    return this.#room.state.id ?? '';
  }

  #now(): string {
    return new Date(this.#session.clock.now()).toISOString();
  }
}
