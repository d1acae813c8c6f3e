import type { IncomingMessage } from 'node:http';
import { Module } from '@nestjs/common';
import { Problem } from '@parlor/protocol';
import { AccountsModule } from './accounts/accounts.module.ts';
import { Authenticator } from './accounts/authenticator.ts';
import { SessionsService } from './accounts/sessions.service.ts';
import { Config } from './config/config.ts';
import { isTrustedOrigin } from './http/origins.ts';
import { toProblem } from './http/to-problem.ts';
import { Live } from './live.ts';
import { LiveCore } from './live-core.ts';
import { Epoch } from './messages/epoch.ts';
import { MessagesModule } from './messages/messages.module.ts';
import { MessagesService } from './messages/messages.service.ts';
import { Logger } from './operations/logger.ts';
import { VERSION } from './operations/version.ts';
import { AnnouncementsController } from './presence/announcements.controller.ts';
import { PresenceController } from './presence/presence.controller.ts';
import { RoomsModule } from './rooms/rooms.module.ts';
import { RoomsService } from './rooms/rooms.service.ts';

/** Sockets: what they ask is answered by the same services as HTTP. */
@Module({
  imports: [AccountsModule, RoomsModule, MessagesModule],
  controllers: [PresenceController, AnnouncementsController],
  providers: [
    {
      provide: Live,
      inject: [
        LiveCore,
        RoomsService,
        SessionsService,
        Authenticator,
        MessagesService,
        Config,
        Epoch,
        Logger,
      ],
      useFactory: (
        core: LiveCore,
        rooms: RoomsService,
        sessions: SessionsService,
        authenticator: Authenticator,
        messages: MessagesService,
        config: Config,
        epoch: string,
        logger: Logger,
      ) =>
        new Live({
          core,
          rooms,
          sessions,
          authenticator,
          messages,
          epoch,
          server: `parlor ${VERSION}`,
          rateLimits: config.rateLimits ? 'on' : 'off',
          corsOrigins: config.corsOrigins,
          isTrusted: (request) => mayOpenSocket(request, config),
          onError: (error) => explain(error, logger),
        }),
    },
  ],
})
export class LiveModule {}

/** A browser always says which page asks; what is no browser says nothing and is judged by its token alone. */
function mayOpenSocket({ headers }: IncomingMessage, config: Config): boolean {
  const { origin, host = '' } = headers;
  return origin === undefined || isTrustedOrigin(origin, { config, host });
}

function explain(error: unknown, logger: Logger): Problem {
  const problem = toProblem(error);
  if (problem !== undefined) return problem;
  logger.error('a command failed', { error });
  return new Problem('internal');
}
