import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ListPeople, Me, PublicUser, UpdateMe, UserPage, userRef } from '@parlor/contract';
import { Operation } from '../http/operation.ts';
import type { KeysetPage } from '../paging/keyset.ts';
import { AccountsService } from './accounts.service.ts';
import type { Actor } from './actor.ts';
import { CurrentActor } from './current-actor.ts';

/** Oneself and other people. */
@Controller('api/v1')
export class PeopleController {
  readonly #accounts: AccountsService;

  constructor(accounts: AccountsService) {
    this.#accounts = accounts;
  }

  @Get('me')
  @Operation({
    summary: 'Read oneself',
    description: 'The asker, with what only they may see.',
    answer: Me,
  })
  me(@CurrentActor() actor: Actor): Promise<Me> {
    return this.#accounts.me(actor);
  }

  @Patch('me')
  @Operation({
    summary: 'Change oneself',
    description:
      'Name, hue of the name, bio. Fields that are not sent stay. The rooms of the asker are told.',
    answer: Me,
    problems: ['invalid_input'],
  })
  updateMe(@CurrentActor() actor: Actor, @Body({ schema: UpdateMe }) changes: UpdateMe): Promise<Me> {
    return this.#accounts.updateMe(actor, changes);
  }

  @Get('users')
  @Operation({
    summary: 'List people',
    description: 'The people of this server by handle, a page at a time.',
    answer: UserPage,
    problems: ['invalid_input'],
  })
  list(@Query({ schema: ListPeople }) page: ListPeople): Promise<KeysetPage<PublicUser>> {
    return this.#accounts.list(page);
  }

  @Get('users/:user')
  @Operation({
    summary: 'Read a person',
    description: 'By id, or by handle with an `@` before it.',
    answer: PublicUser,
    problems: ['not_found', 'invalid_input'],
  })
  find(@Param('user', { schema: userRef }) user: string): Promise<PublicUser> {
    return this.#accounts.find(user);
  }
}
