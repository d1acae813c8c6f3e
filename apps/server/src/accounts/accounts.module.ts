import { Module } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { Config } from '../config/config.ts';
import { RateLimits } from '../http/rate-limits.ts';
import { Clock } from '../operations/clock.ts';
import { Store } from '../operations/store.ts';
import { AccessGuard } from './access.guard.ts';
import { AccountEvents } from './account-events.ts';
import { AccountsService } from './accounts.service.ts';
import { AuthController } from './auth.controller.ts';
import { JwtStrategy } from './jwt.strategy.ts';
import { LocalStrategy } from './local.strategy.ts';
import { Passwords } from './passwords.ts';
import { PeopleController } from './people.controller.ts';
import { SessionsController } from './sessions.controller.ts';
import { SessionsRepository } from './sessions.repository.ts';
import { SessionsService } from './sessions.service.ts';
import { SettingsRepository } from './settings.repository.ts';
import { SetupState } from './setup-state.ts';
import { Tokens } from './tokens.ts';
import { UsersRepository } from './users.repository.ts';

/** People, their sessions, and the guard that stands before every operation. */
@Module({
  imports: [PassportModule],
  controllers: [AuthController, SessionsController, PeopleController],
  providers: [
    {
      provide: SessionsService,
      inject: [Store, Tokens, Clock],
      useFactory: (database: Store, tokens: Tokens, now: Clock) =>
        new SessionsService({ repository: new SessionsRepository(database), tokens, now }),
    },
    {
      provide: SetupState,
      inject: [Store, Config],
      useFactory: (database: Store, { setupCode }: Config) =>
        new SetupState(new SettingsRepository(database), setupCode),
    },
    {
      provide: AccountsService,
      inject: [Store, SessionsService, Passwords, SetupState, RateLimits, AccountEvents, Config, Clock],
      useFactory: (
        database: Store,
        sessions: SessionsService,
        passwords: Passwords,
        setup: SetupState,
        limits: RateLimits,
        events: AccountEvents,
        config: Config,
        now: Clock,
      ) => {
        const users = new UsersRepository(database);
        return new AccountsService({ users, sessions, passwords, setup, limits, events, config, now });
      },
    },
    {
      provide: JwtStrategy,
      inject: [Tokens, SessionsService],
      useFactory: (tokens: Tokens, sessions: SessionsService) => new JwtStrategy(tokens, sessions),
    },
    {
      provide: LocalStrategy,
      inject: [AccountsService],
      useFactory: (accounts: AccountsService) => new LocalStrategy(accounts),
    },
    {
      provide: APP_GUARD,
      inject: [Reflector, RateLimits],
      useFactory: (reflector: Reflector, limits: RateLimits) => new AccessGuard(reflector, limits),
    },
  ],
  exports: [AccountsService, SessionsService, SetupState],
})
export class AccountsModule {}
