import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { AdminUser, AdminUserPage, ListUsers, SignInLink, userRef } from '@parlor/contract';
import type { Actor } from '../accounts/actor.ts';
import { CredentialsService } from '../accounts/credentials.service.ts';
import { CurrentActor } from '../accounts/current-actor.ts';
import { ProfilesService } from '../accounts/profiles.service.ts';
import { Operation } from '../http/operation.ts';
import type { KeysetPage } from '../paging/keyset.ts';
import { AdminUsersService } from './users.service.ts';

/** People as admins see them, and the doors they come in by. */
@Controller('api/v1/admin/users')
export class AdminPeopleController {
  readonly #users: AdminUsersService;
  readonly #profiles: ProfilesService;
  readonly #credentials: CredentialsService;

  constructor(users: AdminUsersService, profiles: ProfilesService, credentials: CredentialsService) {
    this.#users = users;
    this.#profiles = profiles;
    this.#credentials = credentials;
  }

  @Get()
  @Operation({
    summary: 'List accounts',
    description:
      'For admins: everybody by handle, with e-mail and state; `state=pending` are those who wait.',
    answer: AdminUserPage,
    role: 'admin',
    problems: ['invalid_input', 'forbidden'],
  })
  list(@Query({ schema: ListUsers }) query: ListUsers): Promise<KeysetPage<AdminUser>> {
    return this.#users.list(query);
  }

  @Get(':user')
  @Operation({
    summary: 'Read an account',
    description: 'For admins: one person in whatever state, by id or `@handle`.',
    answer: AdminUser,
    role: 'admin',
    problems: ['not_found', 'forbidden', 'invalid_input'],
  })
  find(@Param('user', { schema: userRef }) user: string): Promise<AdminUser> {
    return this.#users.find(user);
  }

  @Post(':user/approve')
  @Operation({
    summary: 'Let a newcomer in',
    description: 'For admins, where `REGISTRATION=approval`. From now on the person can sign in.',
    answer: AdminUser,
    role: 'admin',
    problems: ['not_found', 'conflict', 'forbidden'],
  })
  approve(
    @CurrentActor() admin: Actor,
    @Param('user', { schema: userRef }) user: string,
  ): Promise<AdminUser> {
    return this.#users.approve(admin, user);
  }

  @Post(':user/decline')
  @Operation({
    summary: 'Turn a newcomer away',
    description: 'For admins: the waiting account is gone, and its handle free.',
    status: 204,
    role: 'admin',
    problems: ['not_found', 'conflict', 'forbidden'],
  })
  async decline(
    @CurrentActor() admin: Actor,
    @Param('user', { schema: userRef }) user: string,
  ): Promise<void> {
    await this.#users.decline(admin, user);
  }

  @Post(':user/sign-in-link')
  @Operation({
    summary: 'Make a sign-in link',
    description:
      'For admins: a way back in for somebody who has lost their password, without e-mail. Good once and for half an hour; a new one, a new password and a suspension make it void. Only `BASE_URL` decides where it leads.',
    status: 201,
    answer: SignInLink,
    role: 'admin',
    problems: ['not_found', 'conflict', 'forbidden'],
  })
  async makeLink(
    @CurrentActor() admin: Actor,
    @Param('user', { schema: userRef }) user: string,
  ): Promise<SignInLink> {
    return this.#credentials.makeLink(admin, await this.#profiles.resolve(user));
  }
}
