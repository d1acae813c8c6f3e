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
import { ApiTokensController } from './api-tokens.controller.ts';
import { ApiTokensRepository } from './api-tokens.repository.ts';
import { ApiTokensService } from './api-tokens.service.ts';
import { AuthController } from './auth.controller.ts';
import { Authenticator } from './authenticator.ts';
import { CredentialsRepository } from './credentials.repository.ts';
import { CredentialsService } from './credentials.service.ts';
import { Erasing } from './erasing.ts';
import { ErasuresRepository } from './erasures.repository.ts';
import { InvitationsRepository } from './invitations.repository.ts';
import { InvitationsService } from './invitations.service.ts';
import { JwtStrategy } from './jwt.strategy.ts';
import { LocalStrategy } from './local.strategy.ts';
import { OwnAccountController } from './own-account.controller.ts';
import { Passwords } from './passwords.ts';
import { PeopleController } from './people.controller.ts';
import { ProfilesService } from './profiles.service.ts';
import { RemovalService } from './removal.service.ts';
import { RemovalsRepository } from './removals.repository.ts';
import { SessionsController } from './sessions.controller.ts';
import { SessionsRepository } from './sessions.repository.ts';
import { SessionsService } from './sessions.service.ts';
import { SettingsRepository } from './settings.repository.ts';
import { SetupState } from './setup-state.ts';
import { SignIns } from './sign-ins.ts';
import { Tokens } from './tokens.ts';
import { UsersRepository } from './users.repository.ts';
import { WaysInController } from './ways-in.controller.ts';

/** People, their sessions, and the guard that stands before every operation. */
@Module({
  imports: [PassportModule],
  controllers: [
    AuthController,
    WaysInController,
    SessionsController,
    PeopleController,
    OwnAccountController,
    ApiTokensController,
  ],
  providers: [
    {
      provide: UsersRepository,
      inject: [Store],
      useFactory: (database: Store) => new UsersRepository(database),
    },
    {
      provide: SessionsService,
      inject: [Store, Tokens, Clock],
      useFactory: (database: Store, tokens: Tokens, now: Clock) =>
        new SessionsService({ repository: new SessionsRepository(database), tokens, now }),
    },
    {
      provide: ApiTokensService,
      inject: [Store, SessionsService, Clock],
      useFactory: (database: Store, sessions: SessionsService, now: Clock) =>
        new ApiTokensService({ repository: new ApiTokensRepository(database), sessions, now }),
    },
    {
      provide: Authenticator,
      inject: [SessionsService, ApiTokensService],
      useFactory: (sessions: SessionsService, tokens: ApiTokensService) =>
        new Authenticator(sessions, tokens),
    },
    {
      provide: SignIns,
      inject: [SessionsService, Config],
      useFactory: (sessions: SessionsService, config: Config) => new SignIns(sessions, config),
    },
    {
      provide: SetupState,
      inject: [Store, Config],
      useFactory: (database: Store, { setupCode }: Config) =>
        new SetupState(new SettingsRepository(database), setupCode),
    },
    {
      provide: AccountsService,
      inject: [UsersRepository, Passwords, SetupState, RateLimits, Config, Clock],
      useFactory: (
        users: UsersRepository,
        passwords: Passwords,
        setup: SetupState,
        limits: RateLimits,
        config: Config,
        now: Clock,
      ) => new AccountsService({ users, passwords, setup, limits, config, now }),
    },
    {
      provide: ProfilesService,
      inject: [UsersRepository, SessionsService, AccountEvents, Clock],
      useFactory: (users: UsersRepository, sessions: SessionsService, events: AccountEvents, now: Clock) =>
        new ProfilesService({ users, sessions, events, now }),
    },
    {
      provide: CredentialsService,
      inject: [Store, UsersRepository, SessionsService, Passwords, SetupState, RateLimits, Config, Clock],
      useFactory: (
        database: Store,
        users: UsersRepository,
        sessions: SessionsService,
        passwords: Passwords,
        setup: SetupState,
        limits: RateLimits,
        { baseUrl }: Config,
        now: Clock,
      ) => {
        const credentials = new CredentialsRepository(database);
        const parts = { users, credentials, sessions, passwords, setup, limits, baseUrl, now };
        return new CredentialsService(parts);
      },
    },
    {
      provide: InvitationsService,
      inject: [Store, UsersRepository, SetupState, Config, Clock],
      useFactory: (
        database: Store,
        users: UsersRepository,
        setup: SetupState,
        { baseUrl }: Config,
        now: Clock,
      ) => {
        const invitations = new InvitationsRepository(database);
        return new InvitationsService({ invitations, users, setup, baseUrl, now });
      },
    },
    {
      provide: Erasing,
      inject: [Store, Clock],
      useFactory: (database: Store, now: Clock) =>
        new Erasing({ erasures: new ErasuresRepository(database), now }),
    },
    {
      provide: RemovalService,
      inject: [Store, SessionsService, Erasing, AccountEvents, Clock],
      useFactory: (
        database: Store,
        sessions: SessionsService,
        erasing: Erasing,
        events: AccountEvents,
        now: Clock,
      ) => new RemovalService({ removals: new RemovalsRepository(database), sessions, erasing, events, now }),
    },
    {
      provide: JwtStrategy,
      inject: [Tokens, SessionsService],
      useFactory: (tokens: Tokens, sessions: SessionsService) => new JwtStrategy(tokens, sessions),
    },
    {
      provide: LocalStrategy,
      inject: [CredentialsService],
      useFactory: (credentials: CredentialsService) => new LocalStrategy(credentials),
    },
    {
      provide: APP_GUARD,
      inject: [Reflector, RateLimits, Authenticator],
      useFactory: (reflector: Reflector, limits: RateLimits, authenticator: Authenticator) =>
        new AccessGuard(reflector, limits, authenticator),
    },
  ],
  exports: [
    ...[AccountsService, ApiTokensService, Authenticator, CredentialsService, InvitationsService],
    ...[ProfilesService, RemovalService, SessionsService, SetupState, UsersRepository],
  ],
})
export class AccountsModule {}
