import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import {
  CreateInvitation,
  type Invitation,
  InvitationPage,
  ListPeople,
  NewInvitation,
  ownId,
} from '@parlor/contract';
import type { Actor } from '../accounts/actor.ts';
import { CurrentActor } from '../accounts/current-actor.ts';
import { InvitationsService } from '../accounts/invitations.service.ts';
import { Operation } from '../http/operation.ts';
import type { KeysetPage } from '../paging/keyset.ts';

/** Ways in for newcomers. */
@Controller('api/v1/admin/invitations')
export class InvitationsController {
  readonly #invitations: InvitationsService;

  constructor(invitations: InvitationsService) {
    this.#invitations = invitations;
  }

  @Post()
  @Operation({
    summary: 'Invite somebody to the server',
    description:
      'For admins: a code that `POST /api/v1/auth/register` takes as `invite`, good once and for a week unless said. It is in this answer and nowhere else.',
    status: 201,
    answer: NewInvitation,
    role: 'admin',
    problems: ['invalid_input', 'forbidden'],
  })
  create(
    @CurrentActor() admin: Actor,
    @Body({ schema: CreateInvitation }) input: CreateInvitation,
  ): Promise<NewInvitation> {
    return this.#invitations.create(admin, input);
  }

  @Get()
  @Operation({
    summary: 'List invitations',
    description: 'For admins: the newest first, without codes.',
    answer: InvitationPage,
    role: 'admin',
    problems: ['invalid_input', 'forbidden'],
  })
  list(@Query({ schema: ListPeople }) page: ListPeople): Promise<KeysetPage<Invitation>> {
    return this.#invitations.list(page);
  }

  @Delete(':invitation')
  @Operation({
    summary: 'Revoke an invitation',
    description: 'For admins: nobody comes in by it any more. Who has come in stays.',
    status: 204,
    role: 'admin',
    problems: ['not_found', 'forbidden'],
  })
  async revoke(
    @CurrentActor() admin: Actor,
    @Param('invitation', { schema: ownId }) id: string,
  ): Promise<void> {
    await this.#invitations.revoke(admin, id);
  }
}
