import { Controller, Get, Inject } from '@nestjs/common';
import { ServerLimits, ServerVersion } from '@parlor/contract';
import { LIMITS, PROTOCOL_VERSION } from '@parlor/protocol';
import { Config } from '../config/config.ts';
import { VERSION } from '../operations/version.ts';
import { Operation } from './operation.ts';
import { POLICIES, type PolicyName } from './rate-limits.ts';

/** What each limit counts. */
export const COUNTED: Readonly<Record<PolicyName, string>> = {
  user: 'requests of one person',
  address: 'requests without a sign-in, of one address (IPv6: one network of 64 bits)',
  login: 'wrong passwords for one account from one address',
  loginAddress: 'wrong passwords from one address',
  setup: 'wrong set-up codes from one address',
  roomPassword: 'wrong passwords of one person for one room',
  friendRequest: 'friend requests of one person',
  send: 'messages of one person in one room, 20 at once',
  commands: 'commands of one connection',
};

/** What a client should know of the API itself. */
@Controller('api/v1')
export class AboutController {
  readonly #config: Config;

  constructor(@Inject(Config) config: Config) {
    this.#config = config;
  }

  @Get('version')
  @Operation({
    summary: 'Read the version',
    description: 'Which release answers, and which protocol it speaks: to see whether a client fits.',
    answer: ServerVersion,
    access: 'public',
  })
  version(): ServerVersion {
    return { version: VERSION, protocol: PROTOCOL_VERSION };
  }

  @Get('limits')
  @Operation({
    summary: 'Read the limits',
    description:
      'How often, how large and how many, so that a client need not guess. What is left of one’s own is in the `RateLimit` header of every answer.',
    answer: ServerLimits,
    access: 'public',
  })
  limits(): ServerLimits {
    const policies = (Object.keys(POLICIES) as PolicyName[]).map((key) => ({
      ...POLICIES[key],
      counts: COUNTED[key],
    }));
    return { enforced: this.#config.rateLimits, policies, sizes: { ...LIMITS } };
  }
}
