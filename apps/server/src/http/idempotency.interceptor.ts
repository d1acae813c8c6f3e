import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { invalidInput, Problem } from '@parlor/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { defer, from, lastValueFrom, type Observable } from 'rxjs';
import type { IdempotencyKeysRepository } from './idempotency-keys.repository.ts';
import { OPERATION, type OperationDescription } from './operation.ts';
import type { AnswerSeal, KeyUse } from './sealed-answer.ts';

/** Milliseconds for which an answer is kept. */
const KEPT_MS = 24 * 60 * 60 * 1_000;
/** Milliseconds after which a request that was never answered is taken for lost with its server. */
const LOST_MS = 60_000;

interface Parts {
  readonly keys: IdempotencyKeysRepository;
  readonly seal: AnswerSeal;
  readonly now: () => number;
}

/**
 * Carries out a `POST` with an `Idempotency-Key` once: the same key of the same person on the same route gives the
 * first answer again for 24 h. What failed had no effect: its key is free again. Signing in takes no part: nobody is
 * known yet whose key it could be, and a second session harms nobody.
 */
export class IdempotencyInterceptor implements NestInterceptor {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { user?: { userId: string } }>();
    const { 'idempotency-key': key } = request.headers;
    const description = Reflect.getMetadata(OPERATION, context.getHandler()) as
      | OperationDescription
      | undefined;
    const takesPart = request.method === 'POST' && description?.idempotency !== 'own';
    if (!takesPart || !request.user || typeof key !== 'string') return next.handle();
    const use = { userId: request.user.userId, route: request.routeOptions.url ?? '', key: judged(key) };
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return defer(() => from(this.#once(use, request, reply, next)));
  }

  async #once(
    use: KeyUse,
    request: FastifyRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const { keys, seal, now } = this.#parts;
    const name = seal.nameOf(use);
    const claimedAt = now();
    const requestHash = seal.hash([request.url, JSON.stringify(request.body ?? null)]);
    const there = await keys.claim({
      key_hash: name,
      request_hash: requestHash,
      claimed_at: claimedAt,
      expires_at: claimedAt + KEPT_MS,
      staleBefore: claimedAt - LOST_MS,
    });
    if (there) {
      if (there.request_hash !== requestHash) throw usedOtherwise();
      if (there.sealed === null) throw stillRunning();
      const { status, body } = seal.open(use, there.sealed);
      reply.status(status).header('idempotency-replayed', 'true');
      return body;
    }
    return this.#carryOut(use, name, reply, next);
  }

  async #carryOut(use: KeyUse, name: string, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const { keys, seal } = this.#parts;
    let body: unknown;
    try {
      body = await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (error) {
      await keys.release(name);
      throw error;
    }
    await keys.keep(name, seal.seal(use, { status: reply.statusCode, body }));
    return body;
  }
}

function judged(key: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw invalidInput([{ pointer: '/Idempotency-Key', code: 'pattern' }]);
}

function usedOtherwise(): Problem {
  return new Problem('conflict', { detail: 'This Idempotency-Key was used for another request.' });
}

function stillRunning(): Problem {
  return new Problem('conflict', {
    detail: 'The request with this Idempotency-Key is still being carried out.',
    retryAfter: 1,
  });
}
