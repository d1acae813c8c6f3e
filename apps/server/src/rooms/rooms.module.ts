import { Module } from '@nestjs/common';
import { Passwords } from '../accounts/passwords.ts';
import { RateLimits } from '../http/rate-limits.ts';
import { Clock } from '../operations/clock.ts';
import { Store } from '../operations/store.ts';
import { PeopleRepository } from '../people/people.repository.ts';
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
        const people = new PeopleRepository(database);
        const reach = new Reach(new RelationsRepository(database));
        return new RoomsService({ rooms, memberships, people, reach, passwords, limits, events, now });
      },
    },
    {
      provide: Deciding,
      inject: [Store, RoomsService, Clock],
      useFactory: (database: Store, rooms: RoomsService, now: Clock) => {
        const people = new PeopleRepository(database);
        return new Deciding({ rooms, decisions: new RoomDecisions(database), people, now });
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
        const people = new PeopleRepository(database);
        return new DoorsService({ rooms, doors: new DoorsRepository(database), people, events, now });
      },
    },
  ],
  exports: [RoomsService, Deciding],
})
export class RoomsModule {}
