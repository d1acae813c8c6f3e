import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { Problem } from '@parlor/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../operations/logger.ts';
import { PreconditionFailed } from './precondition-failed.ts';
import { toDocument } from './problem-document.ts';
import { toProblem } from './to-problem.ts';

/** The one place where failures become HTTP: a problem is told, anything else is a bug, logged and told as `internal`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;
  readonly #baseUrl: string | undefined;

  constructor({ logger, baseUrl }: { logger: Logger; baseUrl: string | undefined }) {
    this.#logger = logger;
    this.#baseUrl = baseUrl;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers a request with its failure. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = toProblem(error) ?? this.#bug(error, request);
    // An answer that has begun cannot be taken back; the client sees it end too early.
    if (reply.sent) {
      reply.raw.destroy();
      return;
    }
    reply
      .status(problem.status)
      .header('content-type', 'application/problem+json')
      // Failures that come before any hook have no headers yet.
      .header('x-request-id', request.id)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-store');
    if (problem.retryAfter !== undefined) reply.header('retry-after', Math.ceil(problem.retryAfter));
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    const document = toDocument(problem, request, this.#baseUrl);
    const current = problem instanceof PreconditionFailed ? problem.current : undefined;
    if (current) reply.header('etag', current.tag);
    reply.send(JSON.stringify({ ...document, ...(current && { current: current.resource }) }));
  }

  #bug(error: unknown, request: FastifyRequest): Problem {
    const { id: requestId, method, routeOptions } = request;
    this.#logger.error('request failed', { error, requestId, method, route: routeOptions?.url });
    return new Problem('internal');
  }
}
