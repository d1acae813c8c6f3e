import { Body, Controller, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { LoginInput, RegisterInput, SetupInput, SignedIn } from '@parlor/contract';
import { Problem } from '@parlor/protocol';
import type { FastifyReply } from 'fastify';
import { Config } from '../config/config.ts';
import { deviceOf } from '../http/device.ts';
import { Operation } from '../http/operation.ts';
import { isTrustedOrigin } from '../http/origins.ts';
import { AccountsService } from './accounts.service.ts';
import type { Actor } from './actor.ts';
import { CurrentActor, type KnownRequest } from './current-actor.ts';
import { LoginGuard } from './login.guard.ts';
import { clearRefreshCookie, refreshTokenOf, type Scheme, setRefreshCookie } from './refresh-cookie.ts';
import { SessionsService, type SessionTokens } from './sessions.service.ts';
import { ACCESS_SECONDS } from './tokens.ts';
import { toMe } from './user.ts';
import type { UserRow } from './users.repository.ts';

/** Signing in and out. */
@Controller('api/v1')
export class AuthController {
  readonly #accounts: AccountsService;
  readonly #sessions: SessionsService;
  readonly #config: Config;

  constructor(accounts: AccountsService, sessions: SessionsService, @Inject(Config) config: Config) {
    this.#accounts = accounts;
    this.#sessions = sessions;
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
    return this.#signIn(await this.#accounts.setUp(input, request.ip), request, reply);
  }

  @Post('auth/register')
  @Operation({
    summary: 'Make an account',
    description: 'Where the server lets newcomers in by themselves (`REGISTRATION=open`). Signs them in.',
    status: 201,
    answer: SignedIn,
    access: 'public',
    problems: ['setup_required', 'registration_closed', 'invalid_input', 'conflict'],
  })
  async register(
    @Body({ schema: RegisterInput }) input: RegisterInput,
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    return this.#signIn(await this.#accounts.register(input), request, reply);
  }

  @Post('auth/login')
  @UseGuards(LoginGuard)
  @Operation({
    summary: 'Sign in',
    description:
      'By handle or e-mail. The access token is good for 15 minutes; the refresh cookie that comes with it renews it. Five wrong passwords per five minutes for an account from one address, a hundred an hour from one address.',
    answer: SignedIn,
    access: 'public',
    problems: ['setup_required', 'invalid_input'],
  })
  async login(
    // The guard has judged it; it stands here for the documents.
    @Body({ schema: LoginInput }) _input: LoginInput,
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    if (!request.account) throw new Problem('unauthenticated');
    return this.#signIn(request.account, request, reply);
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
      return this.#answer(await this.#accounts.me(actor), tokens, request, reply);
    } catch (error) {
      if (error instanceof Problem && error.code === 'unauthenticated') {
        clearRefreshCookie(reply, this.#scheme(request));
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
    clearRefreshCookie(reply, this.#scheme(request));
  }

  async #signIn(user: UserRow, request: KnownRequest, reply: FastifyReply): Promise<SignedIn> {
    const tokens = await this.#sessions.open(user.id, deviceOf(request));
    return this.#answer(toMe(user), tokens, request, reply);
  }

  #answer(
    user: SignedIn['user'],
    { accessToken, refreshToken }: SessionTokens,
    request: KnownRequest,
    reply: FastifyReply,
  ): SignedIn {
    setRefreshCookie(reply, refreshToken, this.#scheme(request));
    return { user, accessToken, expiresIn: ACCESS_SECONDS };
  }

  #scheme({ protocol }: KnownRequest): Scheme {
    return this.#config.baseUrl?.startsWith('https:') ? 'https' : protocol;
  }

  /** The cookie is same-site; a page of a neighbouring origin on that site must not use it either. */
  #refuseForeignPages({ headers, host }: KnownRequest): void {
    if (headers.origin === undefined) return;
    if (!isTrustedOrigin(headers.origin, { config: this.#config, host })) {
      throw new Problem('forbidden', { detail: 'Pages of other origins may not renew a session.' });
    }
  }
}
