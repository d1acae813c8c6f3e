import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import {
  type ApiToken,
  ApiTokenList,
  CreateApiToken,
  CreateBot,
  ListPeople,
  NewApiToken,
  ownId,
  PublicUser,
  UserPage,
  userRef,
} from '@parlor/contract';
import { AccountsService } from '../accounts/accounts.service.ts';
import type { Actor } from '../accounts/actor.ts';
import { CurrentActor } from '../accounts/current-actor.ts';
import { toPublicUser } from '../accounts/user.ts';
import { Operation } from '../http/operation.ts';
import type { KeysetPage } from '../paging/keyset.ts';
import { BotsService } from './bots.service.ts';

/** The accounts of programs. */
@Controller('api/v1/bots')
export class BotsController {
  readonly #accounts: AccountsService;
  readonly #bots: BotsService;

  constructor(accounts: AccountsService, bots: BotsService) {
    this.#accounts = accounts;
    this.#bots = bots;
  }

  @Post()
  @Operation({
    summary: 'Make a bot',
    description:
      'For admins: an account without a password. It is in no room until it joins one, signs in by its tokens alone, and is changed and deleted as any account is.',
    status: 201,
    answer: PublicUser,
    role: 'admin',
    problems: ['invalid_input', 'conflict', 'forbidden'],
  })
  async create(
    @CurrentActor() admin: Actor,
    @Body({ schema: CreateBot }) input: CreateBot,
  ): Promise<PublicUser> {
    return toPublicUser(await this.#accounts.createBot(admin, input));
  }

  @Get()
  @Operation({
    summary: 'List bots',
    description: 'For admins: every bot by handle.',
    answer: UserPage,
    role: 'admin',
    problems: ['invalid_input', 'forbidden'],
  })
  list(@Query({ schema: ListPeople }) page: ListPeople): Promise<KeysetPage<PublicUser>> {
    return this.#bots.list(page);
  }

  @Post(':user/tokens')
  @Operation({
    summary: 'Make a token of a bot',
    description:
      'For admins (`parlor_bot_…`): the bot may do with it what its scopes name, in the rooms it belongs to. The secret is in this answer and nowhere else.',
    status: 201,
    answer: NewApiToken,
    role: 'admin',
    problems: ['invalid_input', 'not_found', 'conflict', 'forbidden'],
  })
  makeToken(
    @CurrentActor() admin: Actor,
    @Param('user', { schema: userRef }) user: string,
    @Body({ schema: CreateApiToken }) input: CreateApiToken,
  ): Promise<NewApiToken> {
    return this.#bots.makeToken(admin, user, input);
  }

  @Get(':user/tokens')
  @Operation({
    summary: 'List the tokens of a bot',
    description: 'For admins: the newest first, without their secrets.',
    answer: ApiTokenList,
    role: 'admin',
    problems: ['not_found', 'forbidden'],
  })
  async tokens(@Param('user', { schema: userRef }) user: string): Promise<{ items: ApiToken[] }> {
    return { items: await this.#bots.tokens(user) };
  }

  @Delete(':user/tokens/:token')
  @Operation({
    summary: 'Revoke a token of a bot',
    description: 'For admins: from the answer on it is refused, and its connections are closed.',
    status: 204,
    role: 'admin',
    problems: ['not_found', 'forbidden'],
  })
  async revokeToken(
    @CurrentActor() admin: Actor,
    @Param('user', { schema: userRef }) user: string,
    @Param('token', { schema: ownId }) token: string,
  ): Promise<void> {
    await this.#bots.revokeToken(admin, user, token);
  }
}
