import { Problem } from '@parlor/protocol';

/** What a refused `If-Match` is answered with: the resource as it is now. */
interface Current {
  readonly resource: unknown;
  readonly tag: string;
}

/** `precondition_failed`, with what the asker should look at before trying again. */
export class PreconditionFailed extends Problem {
  readonly current: Current | undefined;

  constructor(detail: string, current?: Current) {
    super('precondition_failed', { detail });
    this.current = current;
  }
}
