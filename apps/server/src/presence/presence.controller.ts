import { Controller, Get, Param } from '@nestjs/common';
import { RoomPresence, roomRef } from '@parlor/contract';
import type { Actor } from '../accounts/actor.ts';
import { CurrentActor } from '../accounts/current-actor.ts';
import { Operation } from '../http/operation.ts';
import { RoomsService } from '../rooms/rooms.service.ts';
import { PresenceService } from './presence.service.ts';

/** Who is where. */
@Controller('api/v1/rooms/:room/presence')
export class PresenceController {
  readonly #rooms: RoomsService;
  readonly #presence: PresenceService;

  constructor(rooms: RoomsService, presence: PresenceService) {
    this.#rooms = rooms;
    this.#presence = presence;
  }

  @Get()
  @Operation({
    summary: 'List who is present',
    description: 'Who has the room open now: the first 100, and how many there are.',
    answer: RoomPresence,
    problems: ['not_found', 'forbidden'],
  })
  async list(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
  ): Promise<RoomPresence> {
    const { roomId } = await this.#rooms.access(actor, room, 'read');
    const { present, count } = this.#presence.list(roomId);
    return { present: [...present], count };
  }
}
