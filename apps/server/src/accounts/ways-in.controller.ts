import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { InvitationView, LookAtInvitation, SignedIn, UseSignInLink } from '@parlor/contract';
import type { FastifyReply } from 'fastify';
import { Operation } from '../http/operation.ts';
import { CredentialsService } from './credentials.service.ts';
import type { KnownRequest } from './current-actor.ts';
import { InvitationsService } from './invitations.service.ts';
import { SignIns } from './sign-ins.ts';

/** What the holder of a link or an invitation can do with it. Nothing is done by opening an address. */
@Controller('api/v1/auth')
export class WaysInController {
  readonly #credentials: CredentialsService;
  readonly #invitations: InvitationsService;
  readonly #signIns: SignIns;

  constructor(credentials: CredentialsService, invitations: InvitationsService, signIns: SignIns) {
    this.#credentials = credentials;
    this.#invitations = invitations;
    this.#signIns = signIns;
  }

  @Post('link')
  @Operation({
    summary: 'Use a sign-in link',
    description:
      'What an admin has made for somebody who has lost their password: good once, for half an hour. With `newPassword` that replaces the lost one, and every other session is ended.',
    answer: SignedIn,
    access: 'public',
    problems: ['invalid_input', 'unauthenticated'],
  })
  async useLink(
    @Body({ schema: UseSignInLink }) input: UseSignInLink,
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    return this.#signIns.begin(await this.#credentials.useLink(input), request, reply);
  }

  @Post('invitation')
  @Operation({
    summary: 'Look at an invitation',
    description:
      'Who invites, and where to: for the page that asks for handle and password. Nothing is used up. One answer for every code that is good no longer, or never was.',
    answer: InvitationView,
    access: 'public',
    problems: ['invalid_input', 'not_found'],
  })
  look(@Body({ schema: LookAtInvitation }) { code }: LookAtInvitation): Promise<InvitationView> {
    return this.#invitations.look(code);
  }
}
