import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import {
  AskToJoin,
  CreateInvite,
  type Invite,
  InviteCode,
  InviteList,
  InvitePreview,
  JoinRequestPage,
  ListLog,
  ListPeople,
  LogPage,
  NewInvite,
  Room,
  roomRef,
  userRef,
} from '@parlor/contract';
import type { Actor } from '../accounts/actor.ts';
import { CurrentActor } from '../accounts/current-actor.ts';
import { Operation } from '../http/operation.ts';
import { DoorsService } from './doors.service.ts';

const PROBLEMS = ['invalid_input', 'not_found', 'forbidden'] as const;

/** The ways into rooms that are not open to all, and the log of what was decided. */
@Controller('api/v1')
export class DoorsController {
  readonly #doors: DoorsService;

  constructor(doors: DoorsService) {
    this.#doors = doors;
  }

  @Get('rooms/:room/invites')
  @Operation({
    summary: 'List invites',
    description: 'Those that may still be used, without their codes. For who moderates the room.',
    answer: InviteList,
    problems: PROBLEMS,
  })
  async invites(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
  ): Promise<{ items: Invite[] }> {
    return { items: await this.#doors.invites(actor, room) };
  }

  @Post('rooms/:room/invites')
  @Operation({
    summary: 'Make an invite',
    description: 'Its code is told this once: only its hash is stored. By who moderates the room.',
    status: 201,
    answer: NewInvite,
    problems: [...PROBLEMS, 'room_locked'],
  })
  invite(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Body({ schema: CreateInvite }) input: CreateInvite,
  ): Promise<NewInvite> {
    return this.#doors.invite(actor, room, input);
  }

  @Delete('rooms/:room/invites/:invite')
  @Operation({
    summary: 'Take an invite back',
    description: 'From then on its code leads nowhere. By who moderates the room.',
    status: 204,
    problems: PROBLEMS,
  })
  async revoke(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Param('invite', { schema: roomRef }) invite: string,
  ): Promise<void> {
    await this.#doors.revoke(actor, room, invite);
  }

  @Post('invites/preview')
  @Operation({
    summary: 'Look at an invite',
    description:
      'Who invites to what, before signing up. Codes that are wrong, used up, expired or taken back get one answer.',
    answer: InvitePreview,
    problems: ['invalid_input', 'not_found'],
    access: 'public',
  })
  preview(@Body({ schema: InviteCode }) { code }: { code: string }): Promise<InvitePreview> {
    return this.#doors.preview(code);
  }

  @Post('invites/accept')
  @Operation({
    summary: 'Come in by an invite',
    description: 'Makes the asker a member. Who is one already uses nothing up.',
    answer: Room,
    problems: [...PROBLEMS, 'blocked', 'room_full'],
  })
  accept(
    @CurrentActor() actor: Actor,
    @Body({ schema: InviteCode }) { code }: { code: string },
  ): Promise<Room> {
    return this.#doors.accept(actor, code);
  }

  @Get('rooms/:room/requests')
  @Operation({
    summary: 'List requests to join',
    description: 'For who moderates the room; adding the person as a member accepts.',
    answer: JoinRequestPage,
    problems: PROBLEMS,
  })
  requests(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Query({ schema: ListPeople }) page: ListPeople,
  ) {
    return this.#doors.requests(actor, room, page);
  }

  @Post('rooms/:room/requests')
  @Operation({
    summary: 'Ask to join',
    description: 'A room by invitation. Asking again changes the words.',
    status: 204,
    problems: [...PROBLEMS, 'conflict', 'blocked'],
  })
  async ask(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Body({ schema: AskToJoin }) { words }: AskToJoin,
  ): Promise<void> {
    await this.#doors.ask(actor, room, words ?? '');
  }

  @Delete('rooms/:room/requests/:user')
  @Operation({
    summary: 'Decline a request to join',
    description: 'By who moderates the room; one’s own is taken back. Nobody is told.',
    status: 204,
    problems: PROBLEMS,
  })
  async decline(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Param('user', { schema: userRef }) user: string,
  ): Promise<void> {
    await this.#doors.decline(actor, room, user);
  }

  @Get('moderation-log')
  @Operation({
    summary: 'Read the moderation log',
    description: 'What was decided in rooms, newest first. For the moderators and admins of the server.',
    answer: LogPage,
    role: 'moderator',
    problems: ['invalid_input', 'forbidden'],
  })
  log(@CurrentActor() actor: Actor, @Query({ schema: ListLog }) { room, ...page }: ListLog) {
    return this.#doors.log(actor, room, page);
  }
}
