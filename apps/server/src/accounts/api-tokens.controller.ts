import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { type ApiToken, ApiTokenList, CreateApiToken, NewApiToken, ownId } from '@parlor/contract';
import { Operation } from '../http/operation.ts';
import type { Actor } from './actor.ts';
import { ApiTokensService } from './api-tokens.service.ts';
import { CurrentActor } from './current-actor.ts';

/** The tokens of one's own programs. */
@Controller('api/v1/me/tokens')
export class ApiTokensController {
  readonly #tokens: ApiTokensService;

  constructor(tokens: ApiTokensService) {
    this.#tokens = tokens;
  }

  @Post()
  @Operation({
    summary: 'Make a token for a program',
    description:
      'A personal access token (`parlor_pat_…`): it stands for the asker over REST and sockets, and may do what its scopes name, as far as the asker may. The secret is in this answer and nowhere else. Fifty at most. A token cannot make another.',
    status: 201,
    answer: NewApiToken,
    problems: ['invalid_input', 'conflict', 'forbidden'],
  })
  create(
    @CurrentActor() { userId }: Actor,
    @Body({ schema: CreateApiToken }) input: CreateApiToken,
  ): Promise<NewApiToken> {
    return this.#tokens.make({ id: userId, bot: 0 }, input);
  }

  @Get()
  @Operation({
    summary: "List one's own tokens",
    description: 'The newest first, without their secrets. One whose time is over is gone.',
    answer: ApiTokenList,
    problems: ['forbidden'],
  })
  async list(@CurrentActor() { userId }: Actor): Promise<{ items: ApiToken[] }> {
    return { items: await this.#tokens.listOf(userId) };
  }

  @Delete(':token')
  @Operation({
    summary: 'Revoke a token',
    description: 'From the answer on it is refused, and its connections are closed.',
    status: 204,
    problems: ['not_found', 'forbidden'],
  })
  async revoke(
    @CurrentActor() { userId }: Actor,
    @Param('token', { schema: ownId }) token: string,
  ): Promise<void> {
    await this.#tokens.revoke(userId, token);
  }
}
