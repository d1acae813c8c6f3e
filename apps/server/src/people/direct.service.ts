import type { Room } from '@parlor/contract';
import { Problem } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import type { RoomEvents } from '../rooms/room-events.ts';
import type { RoomsService } from '../rooms/rooms.service.ts';
import type { DirectRepository } from './direct.repository.ts';
import { findPerson } from './find-person.ts';
import type { PeopleRepository } from './people.repository.ts';
import type { Reach } from './reach.ts';

interface Parts {
  readonly rooms: RoomsService;
  readonly direct: DirectRepository;
  readonly people: PeopleRepository;
  readonly reach: Reach;
  readonly events: RoomEvents;
  readonly now: () => number;
}

/** Direct rooms: two people, one room, for good. */
export class DirectService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * The direct room with somebody, made when there is none and the rules let the asker begin one.
   * @throws Problem `not_found`, `conflict` for oneself, `blocked`, `not_allowed_to_message`
   */
  async open(actor: Actor, person: string): Promise<Room> {
    const { rooms, direct, people, reach, events, now } = this.#parts;
    const { id } = await findPerson(people, person);
    if (id === actor.userId) throw new Problem('conflict', { detail: 'This is yourself.' });
    const known = await direct.find(actor.userId, id);
    if (known !== undefined) return rooms.read(actor, known);
    await reach.assert(actor.userId, id);
    const roomId = await direct.make(actor.userId, id, now());
    for (const userId of [actor.userId, id]) events.joined(roomId, userId);
    return rooms.read(actor, roomId);
  }
}
