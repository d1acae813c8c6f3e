import type { FieldError } from './fields.ts';

interface ProblemKind {
  /** HTTP status, the same over every binding. */
  readonly status: number;
  /** One short sentence for people; the same for every occurrence (RFC 9457, `title`). */
  readonly title: string;
  /** Whether the same request may succeed later without a change. */
  readonly retry: boolean;
}

const kind = (status: number, title: string, retry = false): ProblemKind => ({ status, title, retry });

/** Every failure that a client can see: replies, REST and the terminal's exit codes share this table. */
export const PROBLEMS = {
  invalid_input: kind(422, 'The input is not valid'),
  unknown_command: kind(400, 'There is no such command'),
  unauthenticated: kind(401, 'Sign in first'),
  token_expired: kind(401, 'The access token has expired'),
  forbidden: kind(403, 'This is not allowed'),
  not_found: kind(404, 'There is no such thing here'),
  conflict: kind(409, 'This conflicts with what is there'),
  gone: kind(410, 'This is no longer there'),
  precondition_failed: kind(412, 'It has changed in the meantime'),
  payload_too_large: kind(413, 'This is too large'),
  unsupported_media_type: kind(415, 'This media type is not supported'),
  rate_limited: kind(429, 'Too many requests', true),
  slow_mode: kind(429, 'The room is in slow mode', true),
  muted: kind(403, 'You are muted in this room'),
  blocked: kind(403, 'You are blocked'),
  room_password_required: kind(403, 'This room needs a password'),
  room_password_wrong: kind(403, 'The room password is not right'),
  room_locked: kind(403, 'The room is locked'),
  room_full: kind(409, 'The room is full', true),
  not_allowed_to_message: kind(403, 'You may not message this person'),
  registration_closed: kind(403, 'Registration is closed'),
  setup_required: kind(409, 'The server is not set up yet'),
  setup_done: kind(409, 'The server is already set up'),
  unavailable: kind(503, 'The server cannot do this right now', true),
  internal: kind(500, 'Something went wrong on the server', true),
} as const satisfies Record<string, ProblemKind>;

/** The stable name of a failure. */
export type ProblemCode = keyof typeof PROBLEMS;

/** A problem as it travels in a reply. `retryAfter` is in seconds. */
export interface ProblemBody {
  readonly code: ProblemCode;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfter?: number;
}

interface ProblemDetails {
  /** Says what happened in this case, without anything the asker may not know. */
  readonly detail?: string;
  /** 400 instead of 422 for `invalid_input` that is not even well formed. */
  readonly status?: number;
  readonly errors?: readonly FieldError[];
  /** Seconds until a retry may succeed. */
  readonly retryAfter?: number;
}

/** A failure to tell the client. Everything else that is thrown is a bug and becomes `internal`. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(details.detail ?? PROBLEMS[code].title);
    this.name = 'Problem';
    this.code = code;
    this.status = details.status ?? PROBLEMS[code].status;
    this.errors = details.errors;
    this.retryAfter = details.retryAfter;
  }

  /** The problem as it travels in a reply. */
  toJSON(): ProblemBody {
    return {
      code: this.code,
      status: this.status,
      detail: this.message,
      ...(this.errors && { errors: this.errors }),
      ...(this.retryAfter !== undefined && { retryAfter: this.retryAfter }),
    };
  }
}

/** `invalid_input` (422) with what is wrong in each field. */
export function invalidInput(errors: readonly FieldError[]): Problem {
  const names = errors.map((error) => `${error.pointer} (${error.code})`).join(', ');
  return new Problem('invalid_input', { detail: `Not valid: ${names}.`, errors });
}

/** `invalid_input` (400): what came is not even an envelope. */
export function malformed(detail: string): Problem {
  return new Problem('invalid_input', { detail, status: 400 });
}
