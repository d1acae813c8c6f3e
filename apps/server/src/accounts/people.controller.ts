import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ListPeople, Me, PublicUser, UpdateMe, UserPage, userRef } from '@parlor/contract';
import { Operation } from '../http/operation.ts';
import type { KeysetPage } from '../paging/keyset.ts';
import type { Actor } from './actor.ts';
import { CurrentActor } from './current-actor.ts';
import { ProfilesService } from './profiles.service.ts';

/** Oneself and other people. */
@Controller('api/v1')
export class PeopleController {
  readonly #profiles: ProfilesService;

  constructor(profiles: ProfilesService) {
    this.#profiles = profiles;
  }

  @Get('me')
  @Operation({
    summary: 'Read oneself',
    description: 'The asker, with what only they may see.',
    answer: Me,
  })
  me(@CurrentActor() actor: Actor): Promise<Me> {
    return this.#profiles.me(actor);
  }

  @Patch('me')
  @Operation({
    summary: 'Change oneself',
    description:
      'Handle, name, hue of the name (`auto` for the one that came with the account), bio. Fields that are not sent stay. A former handle leads on for 30 days and is nobody else’s meanwhile; five changes in that time. The rooms of the asker are told.',
    answer: Me,
    problems: ['invalid_input', 'conflict'],
  })
  updateMe(@CurrentActor() actor: Actor, @Body({ schema: UpdateMe }) changes: UpdateMe): Promise<Me> {
    return this.#profiles.updateMe(actor, changes);
  }

  @Get('users')
  @Operation({
    summary: 'List people',
    description: 'The people of this server by handle, a page at a time.',
    answer: UserPage,
    problems: ['invalid_input'],
  })
  list(@Query({ schema: ListPeople }) page: ListPeople): Promise<KeysetPage<PublicUser>> {
    return this.#profiles.list(page);
  }

  @Get('users/:user')
  @Operation({
    summary: 'Read a person',
    description: 'By id, or by handle with an `@` before it. A handle of the last 30 days leads on.',
    answer: PublicUser,
    problems: ['not_found', 'invalid_input'],
  })
  find(@Param('user', { schema: userRef }) user: string): Promise<PublicUser> {
    return this.#profiles.find(user);
  }
}
