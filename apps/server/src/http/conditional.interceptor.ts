import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { from, map, type Observable, switchMap } from 'rxjs';
import { isCurrent, isNamed, tagOf } from './entity-tag.ts';
import { PreconditionFailed } from './precondition-failed.ts';

/** Gives single resources their `ETag`, answers `If-None-Match`, and holds changes to `If-Match`. */
export class ConditionalInterceptor implements NestInterceptor {
  readonly #fastify: FastifyInstance;

  constructor(fastify: FastifyInstance) {
    this.#fastify = fastify;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { 'if-match': precondition } = request.headers;
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        return next.handle().pipe(map((result) => this.#tag(request, reply, result)));
      case 'PATCH':
      case 'PUT':
      case 'DELETE':
        if (precondition === undefined) return next.handle();
        return from(this.#hold(request, precondition)).pipe(switchMap(() => next.handle()));
      default:
        return next.handle();
    }
  }

  #tag(request: FastifyRequest, reply: FastifyReply, result: unknown): unknown {
    if (!isResource(result) || reply.statusCode !== 200) return result;
    const tag = tagOf(result);
    reply.header('etag', tag);
    const { 'if-none-match': known } = request.headers;
    if (known === undefined || !isNamed(known, tag)) return result;
    reply.status(304);
    return undefined;
  }

  /** Looks at the resource as its asker sees it, by the `GET` of the same address. */
  async #hold(request: FastifyRequest, precondition: string): Promise<void> {
    const { url, host, ip, headers, id, routeOptions } = request;
    if (!this.#fastify.hasRoute({ method: 'GET', url: routeOptions.url ?? '' })) {
      throw new PreconditionFailed('There is no ETag for this address.');
    }
    const looked = await this.#fastify.inject({
      method: 'GET',
      url: url.split('?')[0] ?? '',
      remoteAddress: ip,
      headers: { host, 'x-request-id': id, authorization: headers.authorization ?? '' },
    });
    const { etag } = looked.headers;
    // What may not be read is refused by the change itself, in its own words.
    if (looked.statusCode !== 200) return;
    if (typeof etag !== 'string') throw new PreconditionFailed('There is no ETag for this address.');
    if (isCurrent(precondition, etag)) return;
    throw new PreconditionFailed('It has changed: `current` is how it is now.', {
      resource: looked.json(),
      tag: etag,
    });
  }
}

/** One thing, not a list of many. */
function isResource(result: unknown): result is object {
  return typeof result === 'object' && result !== null && !Array.isArray(result) && !('items' in result);
}
