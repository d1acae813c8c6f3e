import type { ProblemBody } from '@parlor/protocol';

/**
 * A message of one's own that the server has not confirmed.
 * `queued` waits for its turn or its next try, `sending` for an answer, `failed` for the person.
 */
export interface OutboxItem {
  /** Fixed when the message was written, so that no retry can make a second one. */
  readonly clientId: string;
  /** The room's id. */
  readonly room: string;
  readonly body: string;
  readonly replyTo?: number;
  /** When it was written, in milliseconds since the epoch. */
  readonly createdAt: number;
  readonly state: 'queued' | 'sending' | 'failed';
  /** Failures in a row that a retry may heal. */
  readonly failures: number;
  /** Why the server refused it for good. */
  readonly problem?: ProblemBody;
}
