import { Body, Controller, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { LoginInput, PendingAccount, RegisterInput, SetupInput, SignedIn } from '@parlor/contract';
import { Problem } from '@parlor/protocol';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Config } from '../config/config.ts';
import { Operation } from '../http/operation.ts';
import { isTrustedOrigin } from '../http/origins.ts';
import { AccountsService } from './accounts.service.ts';
import type { Actor } from './actor.ts';
import { CurrentActor, type KnownRequest } from './current-actor.ts';
import { LoginGuard } from './login.guard.ts';
import { ProfilesService } from './profiles.service.ts';
import { clearRefreshCookie, refreshTokenOf } from './refresh-cookie.ts';
import { SessionsService } from './sessions.service.ts';
import { SignIns } from './sign-ins.ts';

/** Signing in and out. */
@Controller('api/v1')
export class AuthController {
  readonly #accounts: AccountsService;
  readonly #profiles: ProfilesService;
  readonly #sessions: SessionsService;
  readonly #signIns: SignIns;
  readonly #config: Config;

  constructor(
    accounts: AccountsService,
    profiles: ProfilesService,
    sessions: SessionsService,
    signIns: SignIns,
    @Inject(Config) config: Config,
  ) {
    this.#accounts = accounts;
    this.#profiles = profiles;
    this.#sessions = sessions;
    this.#signIns = signIns;
    this.#config = config;
  }

  @Post('setup')
  @Operation({
    summary: 'Make the first admin',
    description: 'Once, with the one-time code that the server printed when it started.',
    status: 201,
    answer: SignedIn,
    access: 'public',
    problems: ['setup_done', 'forbidden', 'invalid_input', 'conflict'],
  })
  async setUp(
    @Body({ schema: SetupInput }) input: SetupInput,
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    return this.#signIns.begin(await this.#accounts.setUp(input, request.ip), request, reply);
  }

  @Post('auth/register')
  @Operation({
    summary: 'Make an account',
    description:
      'As the server lets newcomers in (`registration` of `GET /api/v1/server`): `open`; `invite`, with the code of an invitation; `approval`, answered with 202 until an admin has said yes, unless an invitation says it; `closed`. With 201 the newcomer is signed in.',
    status: 201,
    answer: z.union([SignedIn, PendingAccount]),
    access: 'public',
    problems: ['setup_required', 'registration_closed', 'invalid_input', 'conflict'],
  })
  async register(
    @Body({ schema: RegisterInput }) input: RegisterInput,
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn | PendingAccount> {
    const user = await this.#accounts.register(input);
    if (user.state === 'active') return this.#signIns.begin(user, request, reply);
    reply.status(202);
    return { pending: true };
  }

  @Post('auth/login')
  @UseGuards(LoginGuard)
  @Operation({
    summary: 'Sign in',
    description:
      'By handle or e-mail. The access token is good for 15 minutes; the refresh cookie that comes with it renews it. Five wrong passwords per five minutes for an account from one address, a hundred an hour from one address. `forbidden`: the account waits for an admin.',
    answer: SignedIn,
    access: 'public',
    problems: ['setup_required', 'invalid_input', 'forbidden'],
  })
  async login(
    // The guard has judged it; it stands here for the documents.
    @Body({ schema: LoginInput }) _input: LoginInput,
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    if (!request.account) throw new Problem('unauthenticated');
    return this.#signIns.begin(request.account, request, reply);
  }

  @Post('auth/refresh')
  @Operation({
    summary: 'Renew the access token',
    description:
      'With the refresh cookie alone. The cookie is replaced; the one before stays good for 30 seconds, for a second tab.',
    answer: SignedIn,
    access: 'public',
    problems: ['forbidden'],
  })
  async refresh(
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    this.#refuseForeignPages(request);
    const token = refreshTokenOf(request);
    if (token === undefined)
      throw new Problem('unauthenticated', { detail: 'There is no session to renew.' });
    try {
      const tokens = await this.#sessions.refresh(token);
      const { userId, sessionId } = tokens;
      const actor = await this.#sessions.actorOf({ sub: userId, sid: sessionId });
      return this.#signIns.answer(await this.#profiles.me(actor), tokens, request, reply);
    } catch (error) {
      if (error instanceof Problem && error.code === 'unauthenticated') {
        clearRefreshCookie(reply, this.#signIns.schemeOf(request));
      }
      throw error;
    }
  }

  @Post('auth/logout')
  @Operation({
    summary: 'Sign out',
    description:
      'Ends the session of the access token: its connections are closed, its tokens are refused from now on.',
    status: 204,
  })
  async logout(
    @CurrentActor() { sessionId }: Actor,
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.#sessions.end([sessionId], 'signed_out');
    clearRefreshCookie(reply, this.#signIns.schemeOf(request));
  }

  /** The cookie is same-site; a page of a neighbouring origin on that site must not use it either. */
  #refuseForeignPages({ headers, host }: KnownRequest): void {
    if (headers.origin === undefined) return;
    if (!isTrustedOrigin(headers.origin, { config: this.#config, host })) {
      throw new Problem('forbidden', { detail: 'Pages of other origins may not renew a session.' });
    }
  }
}
