import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { Problem } from '@parlor/protocol';
import type { FastifyReply } from 'fastify';
import { OPERATION, type OperationDescription } from '../http/operation.ts';
import { type Allowance, POLICIES, RateLimits } from '../http/rate-limits.ts';
import type { KnownRequest } from './current-actor.ts';
import { refusalOf } from './tokens.ts';

/** Stands before every operation: who asks, and how often. What is not said to be public is for signed-in people. */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  readonly #reflector: Reflector;
  readonly #limits: RateLimits;

  constructor(reflector: Reflector, limits: RateLimits) {
    super();
    this.#reflector = reflector;
    this.#limits = limits;
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const operation = this.#reflector.get<OperationDescription | undefined>(OPERATION, context.getHandler());
    if (operation?.access === 'unlimited') return true;
    const request = context.switchToHttp().getRequest<KnownRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (operation?.access !== 'public') await this.#identify(context, request);
    const asker = request.user ? { userId: request.user.userId } : { address: request.ip };
    tellLimits(reply, this.#limits.request(asker));
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
      await super.canActivate(context);
    } catch (refusal) {
      // Guessing tokens is counted as any request without a sign-in is.
      this.#limits.request({ address: request.ip });
      throw refusal;
    }
  }
}

function tellLimits(reply: FastifyReply, allowance: Allowance | undefined): void {
  if (!allowance) return;
  const { policy, remaining, reset } = allowance;
  const { user, address } = POLICIES;
  const all = [user, address].map(({ name, quota, seconds }) => `"${name}";q=${quota};w=${seconds}`);
  reply.header('ratelimit-policy', all.join(', '));
  reply.header('ratelimit', `"${policy.name}";r=${remaining};t=${reset}`);
}
