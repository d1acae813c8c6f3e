import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import {
  Decision,
  ListedPage,
  ListPeople,
  Mute,
  MuteInput,
  PutMember,
  roomRef,
  userRef,
} from '@parlor/contract';
import type { Actor } from '../accounts/actor.ts';
import { CurrentActor } from '../accounts/current-actor.ts';
import { Operation } from '../http/operation.ts';
import { DoorsService } from './doors.service.ts';
import { MembersService } from './members.service.ts';
import { toTime } from './room.ts';

const PROBLEMS = ['invalid_input', 'not_found', 'forbidden', 'conflict'] as const;
const room = { schema: roomRef };
const user = { schema: userRef };

/** Who belongs to a room, who is kept out, and who may speak. */
@Controller('api/v1/rooms/:room')
export class MembersController {
  readonly #members: MembersService;
  readonly #doors: DoorsService;

  constructor(members: MembersService, doors: DoorsService) {
    this.#members = members;
    this.#doors = doors;
  }

  @Put('members/:user')
  @Operation({
    summary: 'Add a member, or change their role',
    description: 'Who moderates the room may add people; its owners also give roles. Twice is well.',
    status: 204,
    problems: [...PROBLEMS, 'blocked', 'not_allowed_to_message', 'room_full', 'room_locked'],
  })
  async put(
    @CurrentActor() actor: Actor,
    @Param('room', room) reference: string,
    @Param('user', user) person: string,
    @Body({ schema: PutMember }) { role }: PutMember,
  ): Promise<void> {
    await this.#members.put(actor, reference, person, role ?? undefined);
  }

  @Delete('members/:user')
  @Operation({
    summary: 'Put a member out',
    description:
      'By who moderates the room, of those who have less to say; oneself, always. When it is answered, every connection of the person is out of the room.',
    status: 204,
    problems: PROBLEMS,
  })
  async remove(
    @CurrentActor() actor: Actor,
    @Param('room', room) reference: string,
    @Param('user', user) person: string,
    @Body({ schema: Decision }) { reason }: Decision,
  ): Promise<void> {
    await this.#members.remove(actor, reference, person, reason ?? undefined);
  }

  @Put('mutes/:user')
  @Operation({
    summary: 'Mute a member',
    description: 'They read, and do not write, until then.',
    answer: Mute,
    problems: PROBLEMS,
  })
  async mute(
    @CurrentActor() actor: Actor,
    @Param('room', room) reference: string,
    @Param('user', user) person: string,
    @Body({ schema: MuteInput }) { seconds, reason }: MuteInput,
  ): Promise<Mute> {
    const how = { person, seconds: seconds ?? undefined, reason: reason ?? undefined };
    return { mutedUntil: toTime(await this.#members.mute(actor, reference, how)) };
  }

  @Delete('mutes/:user')
  @Operation({
    summary: 'Lift a mute',
    description: 'By who moderates the room.',
    status: 204,
    problems: PROBLEMS,
  })
  async unmute(
    @CurrentActor() actor: Actor,
    @Param('room', room) reference: string,
    @Param('user', user) person: string,
  ): Promise<void> {
    await this.#members.unmute(actor, reference, person);
  }

  @Get('block-list')
  @Operation({
    summary: 'List who is blocked',
    description: 'For who moderates the room.',
    answer: ListedPage,
    problems: PROBLEMS,
  })
  blocked(
    @CurrentActor() actor: Actor,
    @Param('room', room) reference: string,
    @Query({ schema: ListPeople }) page: ListPeople,
  ) {
    return this.#doors.listed(actor, reference, 'block', page);
  }

  @Put('block-list/:user')
  @Operation({
    summary: 'Block someone from a room',
    description: 'They are out, and come back by no way. By who moderates the room.',
    status: 204,
    problems: PROBLEMS,
  })
  async block(
    @CurrentActor() actor: Actor,
    @Param('room', room) reference: string,
    @Param('user', user) person: string,
    @Body({ schema: Decision }) { reason }: Decision,
  ): Promise<void> {
    await this.#members.block(actor, reference, person, reason ?? undefined);
  }

  @Delete('block-list/:user')
  @Operation({
    summary: 'Unblock someone',
    description: 'They may come in again as others do. By who moderates the room.',
    status: 204,
    problems: PROBLEMS,
  })
  async unblock(
    @CurrentActor() actor: Actor,
    @Param('room', room) reference: string,
    @Param('user', user) person: string,
  ): Promise<void> {
    await this.#members.delist(actor, reference, person, 'block');
  }

  @Get('allow-list')
  @Operation({
    summary: 'List who is let in',
    description:
      'While it is empty, everyone whom the access of the room lets in. For who moderates the room.',
    answer: ListedPage,
    problems: PROBLEMS,
  })
  allowed(
    @CurrentActor() actor: Actor,
    @Param('room', room) reference: string,
    @Query({ schema: ListPeople }) page: ListPeople,
  ) {
    return this.#doors.listed(actor, reference, 'allow', page);
  }

  @Put('allow-list/:user')
  @Operation({
    summary: 'Put someone on the allow list',
    description:
      'From the first on it, nobody else comes in; who is a member stays. By the owners of the room.',
    status: 204,
    problems: PROBLEMS,
  })
  async allow(
    @CurrentActor() actor: Actor,
    @Param('room', room) reference: string,
    @Param('user', user) person: string,
  ): Promise<void> {
    await this.#members.allow(actor, reference, person);
  }

  @Delete('allow-list/:user')
  @Operation({
    summary: 'Take someone off the allow list',
    description: 'Who is a member stays. With the last one the list is gone. By the owners of the room.',
    status: 204,
    problems: PROBLEMS,
  })
  async disallow(
    @CurrentActor() actor: Actor,
    @Param('room', room) reference: string,
    @Param('user', user) person: string,
  ): Promise<void> {
    await this.#members.delist(actor, reference, person, 'allow');
  }
}
