import { PROBLEMS, Problem, type ProblemBody } from '@parlor/protocol';

/** The connection ended, or there was none, before the answer came: nobody knows whether it was carried out. */
export class Disconnected extends Error {
  constructor(message = 'The connection ended before the answer came.') {
    super(message);
    this.name = 'Disconnected';
  }
}

/** The problem of a reply as something to throw. */
export function problemOf(body: ProblemBody): Problem {
  return new Problem(body.code, body);
}

/** Whether the same request, sent again, may succeed: what no server has judged may, and what a server says may. */
export function mayRetry(failure: unknown): boolean {
  if (!(failure instanceof Problem)) return true;
  if (failure.code === 'unauthenticated' || failure.code === 'token_expired') return true;
  if (Object.hasOwn(PROBLEMS, failure.code)) return PROBLEMS[failure.code].retry;
  return failure.status >= 500;
}
