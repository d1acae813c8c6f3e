import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ListReports,
  MoveReport,
  messageSeq,
  ReportedMessages,
  ReportMessage,
  ReportPage,
  roomRef,
} from '@parlor/contract';
import type { Actor } from '../accounts/actor.ts';
import { CurrentActor } from '../accounts/current-actor.ts';
import { Operation } from '../http/operation.ts';
import { ReportsService } from './reports.service.ts';

/** Reports of messages, and their queue. */
@Controller('api/v1')
export class ReportsController {
  readonly #reports: ReportsService;

  constructor(reports: ReportsService) {
    this.#reports = reports;
  }

  @Post('rooms/:room/messages/:seq/report')
  @Operation({
    summary: 'Report a message',
    description: 'By anyone who may read it, to those who moderate the server. Its author is not told.',
    status: 204,
    problems: ['invalid_input', 'not_found', 'forbidden'],
  })
  async report(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Param('seq', { schema: messageSeq }) seq: number,
    @Body({ schema: ReportMessage }) input: ReportMessage,
  ): Promise<void> {
    await this.#reports.report(actor, room, seq, input);
  }

  @Get('reports')
  @Operation({
    summary: 'List reports',
    description: 'The queue, oldest first, for the moderators and admins of the server.',
    answer: ReportPage,
    role: 'moderator',
    problems: ['invalid_input', 'forbidden'],
  })
  list(@Query({ schema: ListReports }) { state, ...page }: ListReports) {
    return this.#reports.list(state, page);
  }

  @Get('reports/:report')
  @Operation({
    summary: 'Read a report',
    description:
      'With the message and five on each side, also of a room one is not in. That it was read is logged.',
    answer: ReportedMessages,
    role: 'moderator',
    problems: ['not_found', 'forbidden'],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param('report', { schema: roomRef }) report: string,
  ): Promise<ReportedMessages> {
    return this.#reports.read(actor, report);
  }

  @Patch('reports/:report')
  @Operation({
    summary: 'Claim a report, or close it',
    description: 'One moderator has it at a time.',
    status: 204,
    role: 'moderator',
    problems: ['invalid_input', 'forbidden', 'conflict'],
  })
  async move(
    @CurrentActor() actor: Actor,
    @Param('report', { schema: roomRef }) report: string,
    @Body({ schema: MoveReport }) input: MoveReport,
  ): Promise<void> {
    await this.#reports.move(actor, report, input);
  }
}
