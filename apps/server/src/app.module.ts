import { type DynamicModule, Module } from '@nestjs/common';
import { AccountEvents } from './accounts/account-events.ts';
import { AccountsModule } from './accounts/accounts.module.ts';
import { Passwords } from './accounts/passwords.ts';
import { Tokens } from './accounts/tokens.ts';
import { AdminModule } from './admin/admin.module.ts';
import { Config } from './config/config.ts';
import type { Database } from './database/database.ts';
import { AboutController } from './http/about.controller.ts';
import { RateLimits } from './http/rate-limits.ts';
import { LiveModule } from './live.module.ts';
import { LiveCore } from './live-core.ts';
import { HistoryService } from './messages/history.service.ts';
import { MessagesModule } from './messages/messages.module.ts';
import { MessagesRepository } from './messages/messages.repository.ts';
import { Clock } from './operations/clock.ts';
import { HealthController } from './operations/health.controller.ts';
import { Logger } from './operations/logger.ts';
import { LoopLag } from './operations/loop-lag.ts';
import { Readiness } from './operations/readiness.ts';
import { ServerInfoController } from './operations/server-info.controller.ts';
import { Store } from './operations/store.ts';
import { PeopleModule } from './people/people.module.ts';
import { PresenceService } from './presence/presence.service.ts';
import { Connections } from './realtime/connections.ts';
import { RoomEvents } from './rooms/room-events.ts';
import { RoomsModule } from './rooms/rooms.module.ts';

/** What the application is made of: all that comes from outside. */
export interface AppParts {
  readonly config: Config;
  readonly database: Database;
  readonly secretKey: string;
  readonly logger: Logger;
  readonly now: Clock;
  /** bcrypt's cost; only tests take another than the usual. */
  readonly passwordCost?: number;
  /** Where the built page lies; only tests have another than the usual. */
  readonly webRoot?: string;
}

/** The composition: every port is bound to what answers it here, and nowhere else. */
@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: Nest names a module by its class.
export class AppModule {
  static of({ config, database, secretKey, logger, now, passwordCost }: AppParts): DynamicModule {
    const core = new LiveCore(database);
    const providers = [
      { provide: Config, useValue: config },
      { provide: Store, useValue: database },
      { provide: Logger, useValue: logger },
      { provide: Clock, useValue: now },
      { provide: Tokens, useValue: new Tokens(secretKey) },
      { provide: Passwords, useValue: new Passwords(passwordCost) },
      { provide: RateLimits, useValue: new RateLimits({ on: config.rateLimits, now }) },
      { provide: Readiness, useValue: new Readiness(database) },
      { provide: LoopLag, useValue: new LoopLag() },
      { provide: LiveCore, useValue: core },
      { provide: Connections, useValue: core.connections },
      { provide: MessagesRepository, useValue: core.messages },
      { provide: HistoryService, useValue: core.history },
      { provide: PresenceService, useValue: core.presence },
      { provide: RoomEvents, useValue: core.roomEvents },
      { provide: AccountEvents, useValue: core.accountEvents },
    ];
    return {
      module: AppModule,
      // Its providers are every feature's surroundings.
      global: true,
      imports: [AccountsModule, AdminModule, RoomsModule, PeopleModule, MessagesModule, LiveModule],
      controllers: [HealthController, ServerInfoController, AboutController],
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
