import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import {
  CreateRoom,
  DeleteRoom,
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
import { MembersService } from './members.service.ts';
import { RoomSettings } from './room-settings.service.ts';
import { RoomsService } from './rooms.service.ts';

/** Rooms and who belongs to them. */
@Controller('api/v1/rooms')
export class RoomsController {
  readonly #rooms: RoomsService;
  readonly #settings: RoomSettings;
  readonly #members: MembersService;

  constructor(rooms: RoomsService, settings: RoomSettings, members: MembersService) {
    this.#rooms = rooms;
    this.#settings = settings;
    this.#members = members;
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
    @Query({ schema: ListRooms }) { sort, filter, q, ...page }: ListRooms,
  ): Promise<KeysetPage<Room>> {
    return this.#rooms.list(actor, { sort, filter, q }, page);
  }

  @Post()
  @Operation({
    summary: 'Make a room',
    description:
      'The asker becomes its owner. Without a short name one is made of the name; without a name the room has neither. A `group` is by invitation and may have its people from the start.',
    status: 201,
    answer: Room,
    problems: ['invalid_input', 'conflict', 'not_found', 'blocked', 'not_allowed_to_message'],
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
    description:
      'By its owners, and admins who are members. `locked` and `slowMode` also by who moderates it. Those who have it open are told.',
    answer: Room,
    problems: ['invalid_input', 'not_found', 'forbidden', 'conflict'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Body({ schema: UpdateRoom }) changes: UpdateRoom,
  ): Promise<Room> {
    return this.#settings.update(actor, room, changes);
  }

  @Delete(':room')
  @Operation({
    summary: 'Delete a room',
    description:
      'By its owners. `confirm` is what the room is called: its short name, else its name, else its id. Everyone is out of it when it is answered.',
    status: 204,
    problems: ['not_found', 'forbidden', 'precondition_failed'],
  })
  async delete(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Query({ schema: DeleteRoom }) { confirm }: DeleteRoom,
  ): Promise<void> {
    await this.#settings.delete(actor, room, confirm);
  }

  @Post(':room/archive')
  @Operation({
    summary: 'Archive a room',
    description: 'By its owners. Its members go on reading; nobody writes, and nobody else finds it.',
    answer: Room,
    problems: ['not_found', 'forbidden'],
  })
  archive(@CurrentActor() actor: Actor, @Param('room', { schema: roomRef }) room: string): Promise<Room> {
    return this.#settings.archive(actor, room);
  }

  @Post(':room/unarchive')
  @Operation({
    summary: 'Take a room into use again',
    description: 'By its owners.',
    answer: Room,
    problems: ['not_found', 'forbidden'],
  })
  unarchive(@CurrentActor() actor: Actor, @Param('room', { schema: roomRef }) room: string): Promise<Room> {
    return this.#settings.unarchive(actor, room);
  }

  @Post(':room/join')
  @Operation({
    summary: 'Join a room',
    description:
      'Makes the asker a member: of an open room, or of one whose password they give. Joining twice is well.',
    answer: Room,
    problems: ['not_found', 'forbidden', 'blocked', 'room_password_required', 'room_password_wrong'],
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
    await this.#members.leave(actor, room);
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
