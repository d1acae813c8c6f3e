import { PROBLEMS, type ProblemCode } from '@parlor/protocol';

interface Advice {
  readonly cause: string;
  readonly cure: string;
}

/** Whether a word is the code of a problem. */
export function isProblemCode(word: string): word is ProblemCode {
  return Object.hasOwn(PROBLEMS, word);
}

/** What is behind each problem, and what to do about it. */
export const PROBLEM_ADVICE: Readonly<Record<ProblemCode, Advice>> = {
  invalid_input: {
    cause: 'The request is not well formed (400), or a field of it breaks a rule (422).',
    cure: 'errors[] names each field by an RFC 6901 pointer, with a code. Correct them and send again.',
  },
  unknown_command: {
    cause: 'The connection got a command of a type that this server does not have.',
    cure: 'Look at the spelling, and at the version in session.welcome.',
  },
  unauthenticated: {
    cause: 'There is no access token, it is not good, or its session has ended.',
    cure: 'Sign in with POST /api/v1/auth/login and send Authorization: Bearer <accessToken>.',
  },
  token_expired: {
    cause: 'The access token was good, and its 15 minutes are over.',
    cure: 'Ask POST /api/v1/auth/refresh for a new one and send the request again.',
  },
  forbidden: {
    cause: 'The asker is known, and their role does not allow this.',
    cure: 'Join the room, or ask someone whose role allows it.',
  },
  not_found: {
    cause: 'It does not exist, or it is not for the asker to know.',
    cure: 'Look at the address. What one may not see is answered like what is not there.',
  },
  conflict: {
    cause: 'Something that is there stands against it, such as a name that is taken.',
    cure: 'errors[] or detail says what. Choose another, or resolve it first.',
  },
  gone: { cause: 'It was there and has been deleted.', cure: 'Leave it out.' },
  precondition_failed: {
    cause: 'It has changed since the version that If-Match names.',
    cure: 'Read it again, and decide anew.',
  },
  payload_too_large: { cause: 'The body is larger than this server takes.', cure: 'Send less at once.' },
  unsupported_media_type: {
    cause: 'The body is of a type that this operation does not read.',
    cure: 'Send Content-Type: application/json.',
  },
  rate_limited: {
    cause: 'There were more requests, or more wrong passwords, than allowed in this time.',
    cure: 'Wait for the seconds in Retry-After. The RateLimit headers tell how much is left.',
  },
  slow_mode: {
    cause: 'The room lets each person send only once in a while.',
    cure: 'Wait for the seconds in retryAfter.',
  },
  muted: {
    cause: 'A moderator has muted the asker in this room.',
    cure: 'Reading goes on; wait until it is lifted.',
  },
  blocked: {
    cause: 'The asker is blocked from this room or by this person.',
    cure: 'Nothing can be sent here.',
  },
  room_password_required: {
    cause: 'The room is for those who know its password.',
    cure: 'Send it with room.enter or POST /api/v1/rooms/{room}/join.',
  },
  room_password_wrong: {
    cause: 'The password given is not the one of the room.',
    cure: 'Ask someone in the room. Five wrong ones in ten minutes are the limit.',
  },
  room_locked: {
    cause: 'A moderator has locked the room.',
    cure: 'Reading goes on; wait until it is opened.',
  },
  room_full: { cause: 'The room has as many people as it takes.', cure: 'Try again when someone has left.' },
  not_allowed_to_message: {
    cause: 'This person takes messages only from those they have accepted.',
    cure: 'Send them a request first.',
  },
  registration_closed: {
    cause: 'This server does not let newcomers make accounts by themselves.',
    cure: 'Ask its admin for an invitation. Admins: see REGISTRATION.',
  },
  setup_required: {
    cause: 'The server has no admin yet.',
    cure: 'Open the set-up link in its log, or send POST /api/v1/setup with the code.',
  },
  setup_done: { cause: 'The first admin has been made; the code works once.', cure: 'Sign in.' },
  unavailable: {
    cause: 'The store, or something else the server needs, is away or overloaded.',
    cure: 'Try again after Retry-After. Nothing was half done.',
  },
  internal: {
    cause: 'This is a fault of the server.',
    cure: 'Tell its admin the requestId: the log has the cause.',
  },
};
