import { Body, Controller, Delete, Param, Patch, Post, Put } from '@nestjs/common';
import { AdminUser, CreateUser, DeleteUser, Suspend, UpdateUser, userRef } from '@parlor/contract';
import { AccountsService } from '../accounts/accounts.service.ts';
import type { Actor } from '../accounts/actor.ts';
import { CurrentActor } from '../accounts/current-actor.ts';
import { Operation } from '../http/operation.ts';
import { toAdminUser } from './admin-user.ts';
import { AdminUsersService } from './users.service.ts';

/** What admins, and moderators, do to accounts. */
@Controller('api/v1/users')
export class AdminUsersController {
  readonly #accounts: AccountsService;
  readonly #users: AdminUsersService;

  constructor(accounts: AccountsService, users: AdminUsersService) {
    this.#accounts = accounts;
    this.#users = users;
  }

  @Post()
  @Operation({
    summary: 'Make an account for somebody',
    description:
      'For admins. Without a password its person comes in by `POST /api/v1/admin/users/{user}/sign-in-link`.',
    status: 201,
    answer: AdminUser,
    role: 'admin',
    problems: ['invalid_input', 'conflict', 'forbidden'],
  })
  async create(
    @CurrentActor() admin: Actor,
    @Body({ schema: CreateUser }) input: CreateUser,
  ): Promise<AdminUser> {
    return toAdminUser(await this.#accounts.create(admin, input));
  }

  @Patch(':user')
  @Operation({
    summary: "Change somebody's account",
    description:
      'For admins: profile, e-mail, role, state. Fields that are not sent stay. With a new role the connections of the person are closed and come back with it; with `state: "suspended"` they end. One admin always stays. Nobody’s messages are changed by it.',
    answer: AdminUser,
    role: 'admin',
    problems: ['invalid_input', 'not_found', 'conflict', 'forbidden'],
  })
  update(
    @CurrentActor() admin: Actor,
    @Param('user', { schema: userRef }) user: string,
    @Body({ schema: UpdateUser }) changes: UpdateUser,
  ): Promise<AdminUser> {
    return this.#users.update(admin, user, changes);
  }

  @Delete(':user')
  @Operation({
    summary: "Delete somebody's account",
    description:
      'For admins. `messages`: `keep` (they stay and show nobody) or `erase` (each is deleted, and the rooms are told).',
    status: 204,
    role: 'admin',
    problems: ['invalid_input', 'not_found', 'conflict', 'forbidden'],
  })
  async delete(
    @CurrentActor() admin: Actor,
    @Param('user', { schema: userRef }) user: string,
    @Body({ schema: DeleteUser }) input: DeleteUser,
  ): Promise<void> {
    await this.#users.remove(admin, user, input);
  }

  @Put(':user/suspension')
  @Operation({
    summary: 'Suspend somebody',
    description:
      'For moderators, about people without an office; admins, about anybody but themselves. Sessions end, connections are closed with 4102, tokens are refused while it lasts. Doing it again changes nothing.',
    status: 204,
    role: 'moderator',
    problems: ['invalid_input', 'not_found', 'conflict', 'forbidden'],
  })
  async suspend(
    @CurrentActor() actor: Actor,
    @Param('user', { schema: userRef }) user: string,
    @Body({ schema: Suspend }) input: Suspend,
  ): Promise<void> {
    await this.#users.suspend(actor, user, input);
  }

  @Delete(':user/suspension')
  @Operation({
    summary: 'Let somebody in again',
    description: 'Ends a suspension. The person signs in anew; their tokens work again.',
    status: 204,
    role: 'moderator',
    problems: ['not_found', 'conflict', 'forbidden'],
  })
  async resume(
    @CurrentActor() actor: Actor,
    @Param('user', { schema: userRef }) user: string,
  ): Promise<void> {
    await this.#users.resume(actor, user);
  }
}
