import { Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import {
  Histogram,
  ListHistogram,
  messageSeq,
  PinList,
  roomRef,
  SaidBefore,
  Version,
} from '@parlor/contract';
import type { Actor } from '../accounts/actor.ts';
import { CurrentActor } from '../accounts/current-actor.ts';
import { Operation } from '../http/operation.ts';
import { LookingBack } from './looking-back.ts';
import { MessagesService } from './messages.service.ts';

/** What stands out in a room, and what it looked like before. */
@Controller('api/v1/rooms/:room')
export class PinsController {
  readonly #messages: MessagesService;
  readonly #back: LookingBack;

  constructor(messages: MessagesService, back: LookingBack) {
    this.#messages = messages;
    this.#back = back;
  }

  @Get('pins')
  @Operation({
    summary: 'List pinned messages',
    description: 'Newest first, at most 200.',
    answer: PinList,
    problems: ['not_found', 'forbidden'],
  })
  async pins(@CurrentActor() actor: Actor, @Param('room', { schema: roomRef }) room: string) {
    return { items: await this.#back.pins(actor, room) };
  }

  @Put('messages/:seq/pin')
  @Operation({
    summary: 'Pin a message',
    description: 'By who moderates the room. It is a change of the log, which everyone in the room hears of.',
    answer: Version,
    problems: ['not_found', 'forbidden', 'gone', 'room_locked'],
  })
  pin(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Param('seq', { schema: messageSeq }) seq: number,
  ): Promise<Version> {
    return this.#messages.pin(actor, { room, seq, on: 1 });
  }

  @Delete('messages/:seq/pin')
  @Operation({
    summary: 'Unpin a message',
    description: 'By who moderates the room.',
    answer: Version,
    problems: ['not_found', 'forbidden', 'gone', 'room_locked'],
  })
  unpin(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Param('seq', { schema: messageSeq }) seq: number,
  ): Promise<Version> {
    return this.#messages.pin(actor, { room, seq, on: 0 });
  }

  @Get('messages/:seq/history')
  @Operation({
    summary: 'Read what a message said before',
    description: 'Its words before each edit, oldest first. Of a deleted message nothing is told.',
    answer: SaidBefore,
    problems: ['not_found', 'forbidden', 'gone'],
  })
  async history(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Param('seq', { schema: messageSeq }) seq: number,
  ) {
    return { items: await this.#back.said(actor, room, seq) };
  }

  @Get('histogram')
  @Operation({
    summary: 'See when a room talked',
    description:
      'Stretches of time of one length with about how many messages each has, and a message to jump to. Long rooms are sampled.',
    answer: Histogram,
    problems: ['invalid_input', 'not_found', 'forbidden'],
  })
  histogram(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Query({ schema: ListHistogram }) { buckets }: ListHistogram,
  ): Promise<Histogram> {
    return this.#back.histogram(actor, room, buckets);
  }
}
