import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Asker, POLICIES, type RateLimits } from './rate-limits.ts';

const ALL = [POLICIES.user, POLICIES.address]
  .map(({ name, quota, seconds }) => `"${name}";q=${quota};w=${seconds}`)
  .join(', ');

/** Says with every answer of the API what is left to its asker, refusals and wrong addresses included. */
export function tellLimits(fastify: FastifyInstance, limits: RateLimits): void {
  fastify.addHook('onSend', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return;
    const allowance = limits.left(askerOf(request));
    if (!allowance) return;
    const { policy, remaining, reset } = allowance;
    reply.headers({ 'ratelimit-policy': ALL, ratelimit: `"${policy.name}";r=${remaining};t=${reset}` });
  });
}

function askerOf(request: FastifyRequest): Asker {
  const { userId } = (request as FastifyRequest & { user?: { userId?: string } }).user ?? {};
  return userId === undefined ? { address: request.ip } : { userId };
}
