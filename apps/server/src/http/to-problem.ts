import { HttpException } from '@nestjs/common';
import { malformed, Problem } from '@parlor/protocol';
import { TransactionDawdled } from '../database/store-errors.ts';
import { WriterUnavailable } from '../database/writer/writer.ts';

/** What an edge tells of an error, or undefined when it is a bug. */
export function toProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof WriterUnavailable || error instanceof TransactionDawdled) {
    return new Problem('unavailable', { detail: 'The store cannot take this right now.', retryAfter: 1 });
  }
  const status = statusOf(error);
  return status === undefined || status >= 500 ? undefined : ofStatus(status, error);
}

/** Fastify's and Nest's own refusals carry a status; nothing else that is thrown is believed about it. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error)) return undefined;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const isFastify = typeof code === 'string' && code.startsWith('FST_');
  return isFastify && typeof statusCode === 'number' ? statusCode : undefined;
}

function ofStatus(status: number, error: unknown): Problem {
  switch (status) {
    case 401:
      return new Problem('unauthenticated');
    case 403:
      return new Problem('forbidden');
    case 404:
    case 405:
      return new Problem('not_found', { detail: 'There is no such address.' });
    case 413:
      return new Problem('payload_too_large');
    case 415:
      return new Problem('unsupported_media_type', { detail: 'Send application/json.' });
    default:
      return malformed(detailOf(error));
  }
}

function detailOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY') return 'The body is empty.';
  if (code === 'FST_ERR_BAD_URL') return 'The address is not well formed.';
  return 'The request is not well formed JSON.';
}
