import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { Problem } from '@parlor/protocol';
import type { FastifyReply } from 'fastify';
import { OPERATION, type OperationDescription } from '../http/operation.ts';
import { type Allowance, POLICIES, RateLimits } from '../http/rate-limits.ts';
import type { Actor } from './actor.ts';
import { isApiToken } from './api-token.ts';
import type { Authenticator } from './authenticator.ts';
import type { KnownRequest } from './current-actor.ts';
import { requireRole } from './roles.ts';
import { requireScope, scopeOfRoute } from './scopes.ts';
import { refusalOf } from './tokens.ts';

/** Stands before every operation: who asks, how often, and by what right. What is not said to be public is for signed-in people. */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  readonly #reflector: Reflector;
  readonly #limits: RateLimits;
  readonly #authenticator: Authenticator;

  constructor(reflector: Reflector, limits: RateLimits, authenticator: Authenticator) {
    super();
    this.#reflector = reflector;
    this.#limits = limits;
    this.#authenticator = authenticator;
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const operation = this.#reflector.get<OperationDescription | undefined>(OPERATION, context.getHandler());
    if (operation?.access === 'unlimited') return true;
    const request = context.switchToHttp().getRequest<KnownRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (operation?.access !== 'public') await this.#identify(context, request);
    const asker = request.user ? { userId: request.user.userId } : { address: request.ip };
    tellLimits(reply, this.#limits.request(asker));
    if (request.user) authorise(request, request.user, operation);
    return true;
  }

  override handleRequest<User>(error: unknown, user: User | false, info: unknown): User {
    if (error) throw error;
    if (user) return user;
    const isMissing = info instanceof Error && info.message === 'No auth token';
    if (isMissing)
      throw new Problem('unauthenticated', { detail: 'Send Authorization: Bearer <access token>.' });
    throw refusalOf(info);
  }

  async #identify(context: ExecutionContext, request: KnownRequest): Promise<void> {
    try {
      const token = bearerOf(request);
      if (token !== undefined && isApiToken(token)) {
        request.user = await this.#authenticator.authenticate(token);
      } else await super.canActivate(context);
    } catch (refusal) {
      // Guessing tokens is counted as any request without a sign-in is.
      this.#limits.request({ address: request.ip });
      throw refusal;
    }
  }
}

function bearerOf({ headers }: KnownRequest): string | undefined {
  return /^bearer +(?<token>\S+)$/i.exec(headers.authorization ?? '')?.groups?.token;
}

/** A token may do what it was given, as far as its person's office allows it. */
function authorise(
  { method, routeOptions: { url = '' } }: KnownRequest,
  actor: Actor,
  operation: OperationDescription | undefined,
): void {
  requireScope(actor, operation?.scope ?? scopeOfRoute(method, url));
  if (operation?.role) requireRole(actor, operation.role);
}

function tellLimits(reply: FastifyReply, allowance: Allowance | undefined): void {
  if (!allowance) return;
  const { policy, remaining, reset } = allowance;
  const { user, address } = POLICIES;
  const all = [user, address].map(({ name, quota, seconds }) => `"${name}";q=${quota};w=${seconds}`);
  reply.header('ratelimit-policy', all.join(', '));
  reply.header('ratelimit', `"${policy.name}";r=${remaining};t=${reset}`);
}
