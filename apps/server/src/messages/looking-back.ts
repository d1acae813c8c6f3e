import type { Histogram } from '@parlor/contract';
import { type Message, Problem } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import type { RoomsService } from '../rooms/rooms.service.ts';
import { toMessage } from './message.ts';
import type { MessagesRepository } from './messages.repository.ts';
import type { RailRepository } from './rail.repository.ts';
import { toBuckets } from './rail.ts';

/** How many messages are looked at for each stretch of a histogram. */
const SAMPLES_A_BUCKET = 5;

interface Parts {
  readonly rooms: RoomsService;
  readonly messages: MessagesRepository;
  readonly rail: RailRepository;
}

/** Looks back over a room: what is pinned, what was said before, and when. */
export class LookingBack {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The pinned messages, newest first. @throws Problem `not_found`, `forbidden` */
  async pins(actor: Actor, room: string): Promise<Message[]> {
    const { rooms, messages } = this.#parts;
    const { roomId } = await rooms.access(actor, room, 'read');
    return (await messages.pinned(roomId)).map(toMessage);
  }

  /** What a message said before its edits, oldest first. @throws Problem `not_found`, `forbidden`, `gone` */
  async said(
    actor: Actor,
    room: string,
    seq: number,
  ): Promise<{ version: number; body: string; at: string }[]> {
    const { rooms, messages } = this.#parts;
    const { roomId } = await rooms.access(actor, room, 'read');
    const message = await messages.find(roomId, seq);
    if (message === undefined) throw new Problem('not_found');
    if (message.deleted_at !== null) throw new Problem('gone', { detail: 'The message has been deleted.' });
    const bodies = await messages.formerBodies(roomId, seq);
    return bodies.map(({ version, body, at }) => ({ version, body, at: new Date(at).toISOString() }));
  }

  /** When the room talked. @throws Problem `not_found`, `forbidden` */
  async histogram(actor: Actor, room: string, buckets: number): Promise<Histogram> {
    const { rooms, messages, rail } = this.#parts;
    const { roomId } = await rooms.access(actor, room, 'read');
    const { seq, count } = await messages.head(roomId);
    const samples = count === 0 ? [] : await rail.samples(roomId, seq, buckets * SAMPLES_A_BUCKET);
    const items = toBuckets(samples, buckets);
    return { items: items.map(({ at, ...rest }) => ({ at: new Date(at).toISOString(), ...rest })), count };
  }
}
