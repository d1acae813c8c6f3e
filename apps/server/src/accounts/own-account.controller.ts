import { Body, Controller, Delete, Put, Req } from '@nestjs/common';
import { ChangePassword, DeleteMe } from '@parlor/contract';
import { Operation } from '../http/operation.ts';
import type { Actor } from './actor.ts';
import { CredentialsService } from './credentials.service.ts';
import { CurrentActor, type KnownRequest } from './current-actor.ts';
import { RemovalService } from './removal.service.ts';

/** What only the person may do, with their password. */
@Controller('api/v1/me')
export class OwnAccountController {
  readonly #credentials: CredentialsService;
  readonly #removal: RemovalService;

  constructor(credentials: CredentialsService, removal: RemovalService) {
    this.#credentials = credentials;
    this.#removal = removal;
  }

  @Put('password')
  @Operation({
    summary: "Change one's own password",
    description:
      'Takes the old one. Every other session is ended and its connections are closed; this one stays. Tokens of programs stay too: revoke them by themselves. Wrong ones are counted as wrong sign-ins are.',
    status: 204,
    problems: ['invalid_input', 'forbidden', 'conflict'],
    limits: ['login', 'loginAddress'],
  })
  async changePassword(
    @CurrentActor() actor: Actor,
    @Body({ schema: ChangePassword }) input: ChangePassword,
    @Req() request: KnownRequest,
  ): Promise<void> {
    await this.#credentials.changePassword(actor, input, request.ip);
  }

  @Delete()
  @Operation({
    summary: "Delete one's own account",
    description:
      'Takes the password. With `messages: "keep"` the messages stay and show nobody; with `"erase"` each is deleted, and the rooms are told. The handle is nobody’s for 30 days. Rooms that the person alone owned go to who has been there longest. The last admin cannot go.',
    status: 204,
    problems: ['invalid_input', 'forbidden', 'conflict'],
    limits: ['login', 'loginAddress'],
  })
  async delete(
    @CurrentActor() actor: Actor,
    @Body({ schema: DeleteMe }) { password, messages }: DeleteMe,
    @Req() request: KnownRequest,
  ): Promise<void> {
    const user = await this.#credentials.confirm(actor, password, request.ip);
    await this.#removal.remove(user, { messages });
  }
}
