import { randomUUID } from 'node:crypto';
import { Body, Controller, Delete, Get, Headers, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import {
  ChangePage,
  EditMessage,
  ListChanges,
  ListMessages,
  Message,
  MessagePage,
  messageSeq,
  Reactors,
  reactionEmoji,
  roomRef,
  SendMessage,
  Version,
} from '@parlor/contract';
import type { Message as SentMessage } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import { CurrentActor } from '../accounts/current-actor.ts';
import { type HttpReply, Operation } from '../http/operation.ts';
import { type ChangeList, type MessageList, MessageReader } from './message-reader.ts';
import { MessagesService } from './messages.service.ts';

const BY_SEQ = 'A message is named by its room and the `seq` that created it.';

/** What is said in a room. */
@Controller('api/v1/rooms/:room')
export class MessagesController {
  readonly #messages: MessagesService;
  readonly #reader: MessageReader;

  constructor(messages: MessagesService, reader: MessageReader) {
    this.#messages = messages;
    this.#reader = reader;
  }

  @Get('messages')
  @Operation({
    summary: 'List messages',
    description:
      'Newest first unless `order=asc`. `page.next` is the `before` of the next page, or its `after` when the page was read towards newer messages (by `after`, or oldest first). A page ends early when it grows large.',
    answer: MessagePage,
    pages: 'messages',
    problems: ['invalid_input', 'not_found', 'forbidden'],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Query({ schema: ListMessages }) query: ListMessages,
  ): Promise<MessageList> {
    return this.#reader.list(actor, room, query);
  }

  @Get('changes')
  @Operation({
    summary: 'List changes',
    description:
      'What a replay gives: each message made or changed after `after`, once, in its newest state, in the order of the changes. `page.next` is the next `after`. Compare `epoch`: when it differs from the one you know, start over.',
    answer: ChangePage,
    pages: 'changes',
    problems: ['invalid_input', 'not_found', 'forbidden'],
  })
  changes(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Query({ schema: ListChanges }) query: ListChanges,
  ): Promise<ChangeList> {
    return this.#reader.changes(actor, room, query);
  }

  @Get('messages/:seq')
  @Operation({
    summary: 'Read a message',
    description: BY_SEQ,
    answer: Message,
    problems: ['not_found', 'forbidden'],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Param('seq', { schema: messageSeq }) seq: number,
  ): Promise<SentMessage> {
    return this.#reader.read(actor, room, seq);
  }

  @Post('messages')
  @Operation({
    summary: 'Send a message',
    description:
      'Answered once it is stored and synced to disk. A `clientId` (or the `Idempotency-Key`) that is known from the same author gives the first message again, with status 200: retry as often as you like.',
    status: 201,
    answer: Message,
    limits: ['send'],
    idempotency: 'own',
    problems: [
      'invalid_input',
      'not_found',
      'forbidden',
      'rate_limited',
      'slow_mode',
      'room_locked',
      'unavailable',
    ],
  })
  async send(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Body({ schema: SendMessage }) input: SendMessage,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<SentMessage> {
    const { body, clientId, replyTo, files } = input;
    const sent = await this.#messages.send(actor, {
      room,
      body,
      clientId: clientId ?? this.#reader.clientId(key) ?? randomUUID(),
      replyTo: replyTo ?? undefined,
      files: files ?? undefined,
    });
    if (sent.duplicate) reply.status(200);
    return this.#reader.read(actor, room, sent.seq);
  }

  @Patch('messages/:seq')
  @Operation({
    summary: 'Edit a message',
    description: 'Only its author ever may, whatever their role.',
    answer: Message,
    problems: ['invalid_input', 'not_found', 'forbidden', 'gone'],
  })
  async edit(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Param('seq', { schema: messageSeq }) seq: number,
    @Body({ schema: EditMessage }) { body }: EditMessage,
  ): Promise<SentMessage> {
    await this.#messages.edit(actor, { room, seq, body });
    return this.#reader.read(actor, room, seq);
  }

  @Delete('messages/:seq')
  @Operation({
    summary: 'Delete a message',
    description: 'By its author, or by who moderates the room. It keeps its place and loses its words.',
    answer: Version,
    problems: ['not_found', 'forbidden', 'gone'],
  })
  delete(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Param('seq', { schema: messageSeq }) seq: number,
  ): Promise<Version> {
    return this.#messages.delete(actor, { room, seq });
  }

  @Post('messages/:seq/restore')
  @Operation({
    summary: 'Bring a message back',
    description: 'By the one who deleted it, within 10 s.',
    answer: Message,
    problems: ['not_found', 'forbidden', 'conflict', 'gone'],
  })
  async restore(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Param('seq', { schema: messageSeq }) seq: number,
  ): Promise<SentMessage> {
    await this.#messages.restore(actor, { room, seq });
    return this.#reader.read(actor, room, seq);
  }

  @Get('messages/:seq/reactions')
  @Operation({
    summary: 'List reactions',
    description: 'Each kind with how many chose it, and the first five of them.',
    answer: Reactors,
    problems: ['not_found', 'forbidden'],
  })
  async reactions(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Param('seq', { schema: messageSeq }) seq: number,
  ): Promise<{ items: SentMessage['reactions'] }> {
    const { reactions } = await this.#reader.read(actor, room, seq);
    return { items: reactions };
  }

  @Put('messages/:seq/reactions/:emoji')
  @Operation({
    summary: 'React to a message',
    description: 'Adding the same twice is fine and changes nothing.',
    answer: Version,
    problems: ['invalid_input', 'not_found', 'forbidden', 'gone', 'conflict'],
  })
  addReaction(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Param('seq', { schema: messageSeq }) seq: number,
    @Param('emoji', { schema: reactionEmoji }) emoji: string,
  ): Promise<Version> {
    return this.#messages.react(actor, { room, seq, emoji, on: 1 });
  }

  @Delete('messages/:seq/reactions/:emoji')
  @Operation({
    summary: 'Take a reaction back',
    description: 'Taking back what is not there is fine and changes nothing.',
    answer: Version,
    problems: ['invalid_input', 'not_found', 'forbidden', 'gone'],
  })
  removeReaction(
    @CurrentActor() actor: Actor,
    @Param('room', { schema: roomRef }) room: string,
    @Param('seq', { schema: messageSeq }) seq: number,
    @Param('emoji', { schema: reactionEmoji }) emoji: string,
  ): Promise<Version> {
    return this.#messages.react(actor, { room, seq, emoji, on: 0 });
  }
}
