import { isObject, PROBLEMS, type ProblemBody } from '@parlor/protocol';

/** What a request answers when it fails: the server's problem, or undefined when no answer came. */
export interface RequestFailure {
  readonly problem?: ProblemBody;
}

/** The problem in the body of a failed answer; a proxy's page of its own becomes `unavailable` or `internal`. */
export function problemFrom(status: number, body: unknown): ProblemBody {
  if (isObject(body) && typeof body.code === 'string' && Object.hasOwn(PROBLEMS, body.code)) {
    return { ...(body as unknown as ProblemBody), status };
  }
  const code = status === 429 ? 'rate_limited' : status >= 502 ? 'unavailable' : 'internal';
  return { code, status, detail: PROBLEMS[code].title };
}

/** The problem of whatever RTK Query gives as an error. */
export function problemOf(error: unknown): ProblemBody | undefined {
  return isObject(error) && isObject(error.problem)
    ? (error as unknown as RequestFailure).problem
    : undefined;
}
