import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { PageInfo } from '@parlor/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { OPERATION, type OperationDescription } from './operation.ts';

const PLACES = ['cursor', 'before', 'after', 'around'];

/** Says in `Link` where the neighbouring pages of a list are (RFC 8288). */
export class LinksInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { pages = 'cursor' } = (Reflect.getMetadata(OPERATION, context.getHandler()) ??
      {}) as Partial<OperationDescription>;
    return next.handle().pipe(
      tap((result) => {
        const links = isPage(result) ? linksOf(request.url, result.page, pages) : [];
        if (links.length > 0) reply.header('link', links.join(', '));
      }),
    );
  }
}

function linksOf(
  url: string,
  { next, prev }: PageInfo,
  pages: NonNullable<OperationDescription['pages']>,
): string[] {
  const [path = '', search = ''] = url.split('?');
  const isAscending = new URLSearchParams(search).get('order') === 'asc' || pages === 'changes';
  const link = (rel: 'next' | 'prev', place: string | null) => {
    if (place === null) return [];
    const query = new URLSearchParams(search);
    for (const name of PLACES) query.delete(name);
    query.set(pages === 'cursor' ? 'cursor' : (rel === 'next') === isAscending ? 'after' : 'before', place);
    return [`<${path}?${query}>; rel="${rel}"`];
  };
  return [...link('next', next), ...link('prev', prev)];
}

function isPage(result: unknown): result is { readonly page: PageInfo } {
  return typeof result === 'object' && result !== null && 'items' in result && 'page' in result;
}
