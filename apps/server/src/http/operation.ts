import { applyDecorators, HttpCode, SerializeOptions, SetMetadata } from '@nestjs/common';
import type { Scope } from '@parlor/contract';
import type { ProblemCode } from '@parlor/protocol';
import type { z } from 'zod';
import type { PolicyName } from './rate-limits.ts';

/** What the documents, the guard and the serialiser must know of one operation. */
export interface OperationDescription {
  /** A short sentence: what it does. */
  readonly summary: string;
  /** When to use it, in Markdown. */
  readonly description: string;
  /** The status of success; 200 unless said. */
  readonly status?: 200 | 201 | 202 | 204;
  /** What it answers. Whatever the schema does not name is not sent. */
  readonly answer?: z.ZodType;
  /** Problems of its own; those that any operation may have are added by themselves. */
  readonly problems?: readonly ProblemCode[];
  /** `public`: without signing in. `unlimited`: not even counted. Signed-in people only, unless said. */
  readonly access?: 'public' | 'unlimited';
  /** What a token must have been given to use it; unless said, what `scopeOfRoute` says of its address. */
  readonly scope?: Scope;
  /** The office in the server that it takes: a moderator's, or an admin's. */
  readonly role?: 'moderator' | 'admin';
  /** Limits of its own, beside those on all requests. */
  readonly limits?: readonly PolicyName[];
  /** What tells a list's pages apart: `cursor` unless said; messages by `before` and `after`; changes by `after`. */
  readonly pages?: 'cursor' | 'messages' | 'changes';
  /** `own`: it keeps what `Idempotency-Key` promises by itself. */
  readonly idempotency?: 'own';
}

/** What a method may still decide of its answer: the status. */
export interface HttpReply {
  status(code: number): unknown;
}

/** The metadata key of `Operation`. */
export const OPERATION = Symbol('operation');

/** Describes a method of a controller: every one has it, and the OpenAPI document is made of it. */
export function Operation(description: OperationDescription): MethodDecorator {
  const { status = 200, answer } = description;
  return applyDecorators(
    SetMetadata(OPERATION, description),
    HttpCode(status),
    ...(answer ? [SerializeOptions({ schema: answer })] : []),
  );
}
