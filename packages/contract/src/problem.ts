import { PROBLEMS, type ProblemCode } from '@parlor/protocol';
import { z } from 'zod';

const codes = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/** What is wrong in one field. */
export const FieldProblem = z
  .object({
    pointer: z.string().meta({ description: 'RFC 6901 pointer into the input', examples: ['/name'] }),
    code: z.string(),
    params: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
  })
  .meta({ id: 'FieldProblem', description: 'What is wrong in one field' });

/** Every failure, RFC 9457. */
export const ProblemDocument = z
  .object({
    type: z.string().meta({ description: 'A page that says what it means and what to do' }),
    title: z.string(),
    status: z.int(),
    code: z.enum(codes).meta({ description: 'Stable; the same in socket replies and exit codes' }),
    detail: z.string(),
    instance: z.string(),
    requestId: z.string(),
    errors: z.array(FieldProblem).optional(),
    retryAfter: z.int().optional().meta({ description: 'Seconds until a retry may succeed' }),
    current: z
      .unknown()
      .optional()
      .meta({ description: 'With `precondition_failed`: the resource as it is now, with its `ETag`' }),
  })
  .meta({ id: 'Problem', description: 'Every failure (RFC 9457)' });
export type ProblemDocument = z.infer<typeof ProblemDocument>;
