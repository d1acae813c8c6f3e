import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import {
  ListRelations,
  MessageRule,
  MessageRules,
  type Related,
  RelatedPage,
  Relation,
  Room,
  userRef,
} from '@parlor/contract';
import type { Actor } from '../accounts/actor.ts';
import { CurrentActor } from '../accounts/current-actor.ts';
import { Operation } from '../http/operation.ts';
import type { KeysetPage } from '../paging/keyset.ts';
import { DirectService } from './direct.service.ts';
import { RelationsService } from './relations.service.ts';

const PROBLEMS = ['invalid_input', 'not_found', 'conflict'] as const;
const user = { schema: userRef };

/** What people are to each other, and the rooms of two. */
@Controller('api/v1')
export class RelationsController {
  readonly #relations: RelationsService;
  readonly #direct: DirectService;

  constructor(relations: RelationsService, direct: DirectService) {
    this.#relations = relations;
    this.#direct = direct;
  }

  @Put('direct/:user')
  @Operation({
    summary: 'Open the direct room with somebody',
    description:
      'The same room each time, made when it is needed and the rules of the server and of the person allow it. Nobody else ever comes into it.',
    answer: Room,
    problems: [...PROBLEMS, 'blocked', 'not_allowed_to_message'],
  })
  open(@CurrentActor() actor: Actor, @Param('user', user) person: string): Promise<Room> {
    return this.#direct.open(actor, person);
  }

  @Get('users/:user/relation')
  @Operation({
    summary: 'Read how one stands to somebody',
    description: 'Friends, requests, following and blocking, as the asker sees it.',
    answer: Relation,
    problems: PROBLEMS,
  })
  relation(@CurrentActor() actor: Actor, @Param('user', user) person: string): Promise<Relation> {
    return this.#relations.read(actor, person);
  }

  @Put('users/:user/friend')
  @Operation({
    summary: 'Ask to be friends, or accept',
    description:
      'Who has been asked by the person becomes their friend; anyone else asks. 20 requests an hour.',
    answer: Relation,
    problems: [...PROBLEMS, 'blocked', 'rate_limited'],
  })
  befriend(@CurrentActor() actor: Actor, @Param('user', user) person: string): Promise<Relation> {
    return this.#relations.befriend(actor, person);
  }

  @Delete('users/:user/friend')
  @Operation({
    summary: 'End a friendship, or take a request back',
    description: 'Also declines. The other is not told.',
    answer: Relation,
    problems: PROBLEMS,
  })
  unfriend(@CurrentActor() actor: Actor, @Param('user', user) person: string): Promise<Relation> {
    return this.#relations.unfriend(actor, person);
  }

  @Put('users/:user/follow')
  @Operation({
    summary: 'Follow somebody',
    description: 'Twice is well.',
    answer: Relation,
    problems: [...PROBLEMS, 'blocked'],
  })
  follow(@CurrentActor() actor: Actor, @Param('user', user) person: string): Promise<Relation> {
    return this.#relations.follow(actor, person);
  }

  @Delete('users/:user/follow')
  @Operation({
    summary: 'Follow somebody no longer',
    description: 'Twice is well.',
    answer: Relation,
    problems: PROBLEMS,
  })
  unfollow(@CurrentActor() actor: Actor, @Param('user', user) person: string): Promise<Relation> {
    return this.#relations.unfollow(actor, person);
  }

  @Put('users/:user/block')
  @Operation({
    summary: 'Block somebody',
    description:
      'Ends friendship and following; neither can write in their direct room, ask, invite, react to the other or have them noticed by a mention. The other is not told.',
    answer: Relation,
    problems: PROBLEMS,
  })
  block(@CurrentActor() actor: Actor, @Param('user', user) person: string): Promise<Relation> {
    return this.#relations.block(actor, person);
  }

  @Delete('users/:user/block')
  @Operation({
    summary: 'Block somebody no longer',
    description: 'What was ended by it stays ended.',
    answer: Relation,
    problems: PROBLEMS,
  })
  unblock(@CurrentActor() actor: Actor, @Param('user', user) person: string): Promise<Relation> {
    return this.#relations.unblock(actor, person);
  }

  @Post('friend-requests/:user/accept')
  @Operation({
    summary: 'Accept a friend request',
    description: 'Named by who has asked.',
    answer: Relation,
    problems: PROBLEMS,
  })
  accept(@CurrentActor() actor: Actor, @Param('user', user) person: string): Promise<Relation> {
    return this.#relations.accept(actor, person);
  }

  @Post('friend-requests/:user/decline')
  @Operation({
    summary: 'Decline a friend request',
    description: 'Named by who has asked, who is not told.',
    answer: Relation,
    problems: PROBLEMS,
  })
  decline(@CurrentActor() actor: Actor, @Param('user', user) person: string): Promise<Relation> {
    return this.#relations.decline(actor, person);
  }

  @Get('me/friends')
  @Operation({ summary: 'List friends', description: 'By handle, a page at a time.', answer: RelatedPage })
  friends(@CurrentActor() actor: Actor, @Query({ schema: ListRelations }) page: ListRelations) {
    return this.#list(actor, 'friends', page);
  }

  @Get('me/friend-requests')
  @Operation({
    summary: 'List friend requests',
    description: 'Those who wait for an answer of the asker.',
    answer: RelatedPage,
  })
  requests(@CurrentActor() actor: Actor, @Query({ schema: ListRelations }) page: ListRelations) {
    return this.#list(actor, 'requests', page);
  }

  @Get('me/friend-requests/sent')
  @Operation({
    summary: 'List friend requests sent',
    description: 'Those whom the asker has asked.',
    answer: RelatedPage,
  })
  requested(@CurrentActor() actor: Actor, @Query({ schema: ListRelations }) page: ListRelations) {
    return this.#list(actor, 'requested', page);
  }

  @Get('me/following')
  @Operation({
    summary: 'List whom one follows',
    description: 'By handle, a page at a time.',
    answer: RelatedPage,
  })
  following(@CurrentActor() actor: Actor, @Query({ schema: ListRelations }) page: ListRelations) {
    return this.#list(actor, 'following', page);
  }

  @Get('me/followers')
  @Operation({ summary: 'List followers', description: 'By handle, a page at a time.', answer: RelatedPage })
  followers(@CurrentActor() actor: Actor, @Query({ schema: ListRelations }) page: ListRelations) {
    return this.#list(actor, 'followers', page);
  }

  @Get('me/blocked')
  @Operation({
    summary: 'List whom one blocks',
    description: 'By handle, a page at a time.',
    answer: RelatedPage,
  })
  blocked(@CurrentActor() actor: Actor, @Query({ schema: ListRelations }) page: ListRelations) {
    return this.#list(actor, 'blocked', page);
  }

  @Get('me/messaging')
  @Operation({
    summary: 'Read who may start a direct message',
    description: 'One’s own rule and the server’s: both must be met.',
    answer: MessageRules,
  })
  rules(@CurrentActor() actor: Actor): Promise<MessageRules> {
    return this.#relations.rules(actor);
  }

  @Patch('me/messaging')
  @Operation({
    summary: 'Set who may start a direct message',
    description: 'One may be stricter than the server, never looser.',
    answer: MessageRules,
    problems: ['invalid_input'],
  })
  setRule(
    @CurrentActor() actor: Actor,
    @Body({ schema: MessageRule }) { who }: MessageRule,
  ): Promise<MessageRules> {
    return this.#relations.setRule(actor, who);
  }

  @Patch('admin/messaging')
  @Operation({
    summary: 'Set who may start direct messages here',
    description:
      'The rule of the server, by its admins: who shares a room, friends, mutual followers, or nobody.',
    answer: MessageRules,
    role: 'admin',
    problems: ['invalid_input', 'forbidden'],
  })
  setServerRule(
    @CurrentActor() actor: Actor,
    @Body({ schema: MessageRule }) { who }: MessageRule,
  ): Promise<MessageRules> {
    return this.#relations.setServerRule(actor, who);
  }

  #list(
    actor: Actor,
    list: Parameters<RelationsService['list']>[1],
    page: ListRelations,
  ): Promise<KeysetPage<Related>> {
    return this.#relations.list(actor, list, page);
  }
}
