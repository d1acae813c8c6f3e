import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Problem } from '@parlor/protocol';
import type { FastifyRequest } from 'fastify';
import type { Actor } from './actor.ts';
import type { UserRow } from './users.repository.ts';

/** What the guards have found out about a request. */
export interface KnownRequest extends FastifyRequest {
  /** Who asks, by their access token. */
  user?: Actor;
  /** Whose login and password were right. */
  account?: UserRow;
}

/** Who asks: an argument of operations that are for signed-in people. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { user } = context.switchToHttp().getRequest<KnownRequest>();
  if (!user) throw new Problem('unauthenticated');
  return user;
});
