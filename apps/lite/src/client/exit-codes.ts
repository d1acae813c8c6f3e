import type { ProblemBody } from '@parlor/protocol';

/** How the client ends: one code a reason, for scripts. */
export const EXIT = {
  done: 0,
  unexpected: 1,
  usage: 2,
  unreachable: 3,
  signIn: 4,
  noRoom: 5,
  roomPassword: 6,
  rateLimited: 7,
  conflict: 8,
  invalid: 9,
  interrupted: 130,
  terminated: 143,
} as const;

/** One of the codes in {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The code that tells a script of this problem. */
export function exitCodeOf({ code, status }: ProblemBody): ExitCode {
  switch (code) {
    case 'unauthenticated':
    case 'token_expired':
      return EXIT.signIn;
    case 'room_password_required':
    case 'room_password_wrong':
      return EXIT.roomPassword;
    case 'not_found':
    case 'forbidden':
      return EXIT.noRoom;
    case 'invalid_input':
    case 'payload_too_large':
    case 'unsupported_media_type':
      return EXIT.invalid;
    case 'conflict':
    case 'gone':
    case 'precondition_failed':
      return EXIT.conflict;
    case 'rate_limited':
    case 'slow_mode':
      return EXIT.rateLimited;
    default:
      return status === 503 ? EXIT.unreachable : EXIT.unexpected;
  }
}
