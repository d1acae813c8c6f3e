import type { ProblemDocument } from '@parlor/contract';
import { PROBLEMS, type Problem } from '@parlor/protocol';
import type { FastifyRequest } from 'fastify';

/** Where the page about a problem is. */
export function problemPath(code: string): string {
  return `/problems/${code.replaceAll('_', '-')}`;
}

/** A problem as REST answers it (RFC 9457). */
export function toDocument(
  problem: Problem,
  request: FastifyRequest,
  baseUrl: string | undefined,
): ProblemDocument {
  const { code, status, detail, errors, retryAfter } = problem.toJSON();
  return {
    type: (baseUrl ?? `${request.protocol}://${request.host}`) + problemPath(code),
    title: PROBLEMS[code].title,
    status,
    code,
    detail,
    instance: request.url.split('?')[0] ?? '',
    requestId: request.id,
    ...(errors && {
      errors: errors.map((error) => ({ ...error, params: error.params && { ...error.params } })),
    }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}
