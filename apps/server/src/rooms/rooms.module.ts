import { Module } from '@nestjs/common';
import { Passwords } from '../accounts/passwords.ts';
import { UsersRepository } from '../accounts/users.repository.ts';
import { RateLimits } from '../http/rate-limits.ts';
import { Clock } from '../operations/clock.ts';
import { Store } from '../operations/store.ts';
import { Reach } from '../people/reach.ts';
import { RelationsRepository } from '../people/relations.repository.ts';
import { Deciding } from './deciding.ts';
import { DoorsController } from './doors.controller.ts';
import { DoorsRepository } from './doors.repository.ts';
import { DoorsService } from './doors.service.ts';
import { MembersController } from './members.controller.ts';
import { MembersService } from './members.service.ts';
import { MembershipsRepository } from './memberships.repository.ts';
import { RoomDecisions } from './room-decision.repository.ts';
import { RoomEvents } from './room-events.ts';
import { RoomSettings } from './room-settings.service.ts';
import { RoomsController } from './rooms.controller.ts';
import { RoomsRepository } from './rooms.repository.ts';
import { RoomsService } from './rooms.service.ts';

/** Rooms, who belongs to them, and who decides there. */
@Module({
  controllers: [RoomsController, MembersController, DoorsController],
  providers: [
    {
      provide: RoomsService,
      inject: [Store, Passwords, RateLimits, RoomEvents, Clock],
      useFactory: (
        database: Store,
        passwords: Passwords,
        limits: RateLimits,
        events: RoomEvents,
        now: Clock,
      ) => {
        const rooms = new RoomsRepository(database);
        const memberships = new MembershipsRepository(database);
        const users = new UsersRepository(database);
        const reach = new Reach(new RelationsRepository(database));
        return new RoomsService({ rooms, memberships, users, reach, passwords, limits, events, now });
      },
    },
    {
      provide: Deciding,
      inject: [Store, RoomsService, Clock],
      useFactory: (database: Store, rooms: RoomsService, now: Clock) => {
        const users = new UsersRepository(database);
        return new Deciding({ rooms, decisions: new RoomDecisions(database), users, now });
      },
    },
    {
      provide: RoomSettings,
      inject: [RoomsService, Deciding, Passwords, RoomEvents, Clock],
      useFactory: (
        rooms: RoomsService,
        deciding: Deciding,
        passwords: Passwords,
        events: RoomEvents,
        now: Clock,
      ) => new RoomSettings({ rooms, deciding, passwords, events, now }),
    },
    {
      provide: MembersService,
      inject: [Store, Deciding, RoomEvents, Clock],
      useFactory: (database: Store, deciding: Deciding, events: RoomEvents, now: Clock) => {
        const reach = new Reach(new RelationsRepository(database));
        return new MembersService({ deciding, reach, events, now });
      },
    },
    {
      provide: DoorsService,
      inject: [Store, RoomsService, RoomEvents, Clock],
      useFactory: (database: Store, rooms: RoomsService, events: RoomEvents, now: Clock) => {
        const users = new UsersRepository(database);
        return new DoorsService({ rooms, doors: new DoorsRepository(database), users, events, now });
      },
    },
  ],
  exports: [RoomsService, Deciding],
})
export class RoomsModule {}
