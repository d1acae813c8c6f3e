import { Module } from '@nestjs/common';
import { AccountEvents } from '../accounts/account-events.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { ApiTokensService } from '../accounts/api-tokens.service.ts';
import { ProfilesService } from '../accounts/profiles.service.ts';
import { RemovalService } from '../accounts/removal.service.ts';
import { SessionsService } from '../accounts/sessions.service.ts';
import { UsersRepository } from '../accounts/users.repository.ts';
import { Clock } from '../operations/clock.ts';
import { Store } from '../operations/store.ts';
import { AuditController } from './audit.controller.ts';
import { AuditRepository } from './audit.repository.ts';
import { BotsController } from './bots.controller.ts';
import { BotsService } from './bots.service.ts';
import { InvitationsController } from './invitations.controller.ts';
import { AdminPeopleController } from './people.controller.ts';
import { AdminUsersController } from './users.controller.ts';
import { AdminUsersRepository } from './users.repository.ts';
import { AdminUsersService } from './users.service.ts';

/** What is for those who run the server. */
@Module({
  imports: [AccountsModule],
  controllers: [
    AdminUsersController,
    AdminPeopleController,
    InvitationsController,
    BotsController,
    AuditController,
  ],
  providers: [
    {
      provide: AuditRepository,
      inject: [Store],
      useFactory: (database: Store) => new AuditRepository(database),
    },
    {
      provide: AdminUsersService,
      inject: [
        Store,
        UsersRepository,
        ProfilesService,
        SessionsService,
        RemovalService,
        AccountEvents,
        Clock,
      ],
      useFactory: (
        database: Store,
        users: UsersRepository,
        profiles: ProfilesService,
        sessions: SessionsService,
        removal: RemovalService,
        events: AccountEvents,
        now: Clock,
      ) => {
        const accounts = new AdminUsersRepository(database);
        return new AdminUsersService({ accounts, users, profiles, sessions, removal, events, now });
      },
    },
    {
      provide: BotsService,
      inject: [UsersRepository, ProfilesService, ApiTokensService, Clock],
      useFactory: (users: UsersRepository, profiles: ProfilesService, tokens: ApiTokensService, now: Clock) =>
        new BotsService({ users, profiles, tokens, now }),
    },
  ],
})
export class AdminModule {}
