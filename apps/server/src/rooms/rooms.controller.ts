import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import {
  CreateRoom,
  JoinRoom,
  ListPeople,
  ListRooms,
  type Member,
  MemberPage,
  Room,
  RoomPage,
  roomRef,
  UpdateRoom,
} from '@parlor/contract';
import type { Actor } from '../accounts/actor.ts';
import { CurrentActor } from '../accounts/current-actor.ts';
import { Operation } from '../http/operation.ts';
import type { KeysetPage } from '../paging/keyset.ts';
import { RoomsService } from './rooms.service.ts';

/** Rooms and who belongs to them. */
@Controller('api/v1/rooms')
export class RoomsController {
  readonly #rooms: RoomsService;

  constructor(rooms: RoomsService) {
    this.#rooms = rooms;
  }

  @Get()
  @Operation({
    summary: 'List rooms',
    description: 'Every room the asker may know of, with its counters and their read mark, a page at a time.',
    answer: RoomPage,
    problems: ['invalid_input'],
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListRooms }) { sort, ...page }: ListRooms,
  ): Promise<KeysetPage<Room>> {
    return this.#rooms.list(actor, sort, page);
  }

  @Post()
  @Operation({
    summary: 'Make a room',
    description:
      'The asker becomes its owner. Without a short name one is made of the name; without a name the room has neither.',
    status: 201,
    answer: Room,
    problems: ['invalid_input', 'conflict'],
  })
  create(@CurrentActor() actor: Actor, @Body({ schema: CreateRoom }) input: CreateRoom): Promise<Room> {
    return this.#rooms.create(actor, input);
  }

  @Get(':room')
  @Operation({
    summary: 'Read a room',
    description: 'By id or short name.',
    answer: Room,
    problems: ['not_found'],
  })
  read(@CurrentActor() actor: Actor, @Param('room', { schema: roomRef }) room: string): Promise<Room> {
    return this.#rooms.read(actor, room);
  }

  @Patch(':room')
  @Operation({
    summary: 'Change a room',
    description: 'Name and topic, by its owners and admins who are members. Those who have it open are told.',
    answer: Room,
    problems: ['invalid_input', 'not_found', 'forbidden'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Body({ schema: UpdateRoom }) changes: UpdateRoom,
  ): Promise<Room> {
    return this.#rooms.update(actor, room, changes);
  }

  @Post(':room/join')
  @Operation({
    summary: 'Join a room',
    description:
      'Makes the asker a member: of an open room, or of one whose password they give. Joining twice is well.',
    answer: Room,
    problems: ['not_found', 'forbidden', 'room_password_required', 'room_password_wrong'],
  })
  join(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Body({ schema: JoinRoom }) { password }: { password?: string | null },
  ): Promise<Room> {
    return this.#rooms.join(actor, room, password ?? undefined);
  }

  @Post(':room/leave')
  @Operation({
    summary: 'Leave a room',
    description:
      'Ends the membership. When it is answered, every connection of the asker is out of the room.',
    status: 204,
    problems: ['not_found', 'forbidden', 'conflict'],
  })
  async leave(@CurrentActor() actor: Actor, @Param('room', { schema: roomRef }) room: string): Promise<void> {
    await this.#rooms.leave(actor, room);
  }

  @Get(':room/members')
  @Operation({
    summary: 'List members',
    description: 'Who belongs to the room, by handle, a page at a time.',
    answer: MemberPage,
    problems: ['invalid_input', 'not_found', 'forbidden'],
  })
  members(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Query({ schema: ListPeople }) page: ListPeople,
  ): Promise<KeysetPage<Member>> {
    return this.#rooms.members(actor, room, page);
  }
}
