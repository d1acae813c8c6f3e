import { z } from 'zod';

/** Which release answers, and which protocol it speaks. */
export const ServerVersion = z
  .object({
    version: z.string().meta({ examples: ['1.0.0'] }),
    protocol: z.int().meta({ description: 'Version of the protocol' }),
  })
  .meta({ id: 'ServerVersion' });
export type ServerVersion = z.infer<typeof ServerVersion>;

/** How often something may be done. */
export const LimitPolicy = z
  .object({
    name: z.string().meta({ description: 'As in the `RateLimit` headers' }),
    quota: z.int().meta({ description: 'How often' }),
    seconds: z.int().meta({ description: 'In how many seconds' }),
    counts: z.string().meta({ description: 'What is counted, and by whom' }),
  })
  .meta({ id: 'LimitPolicy' });

/** How often, how large and how many. */
export const ServerLimits = z
  .object({
    enforced: z.boolean().meta({ description: 'False only on a server that is being load-tested' }),
    policies: z.array(LimitPolicy),
    sizes: z.record(z.string(), z.int()).meta({
      description: 'Bounds of the protocol: bytes, UTF-16 code units, milliseconds and numbers of things',
    }),
  })
  .meta({ id: 'ServerLimits' });
export type ServerLimits = z.infer<typeof ServerLimits>;
