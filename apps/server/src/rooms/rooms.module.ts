import { Module } from '@nestjs/common';
import { Passwords } from '../accounts/passwords.ts';
import { RateLimits } from '../http/rate-limits.ts';
import { Clock } from '../operations/clock.ts';
import { Store } from '../operations/store.ts';
import { MembershipsRepository } from './memberships.repository.ts';
import { RoomEvents } from './room-events.ts';
import { RoomsController } from './rooms.controller.ts';
import { RoomsRepository } from './rooms.repository.ts';
import { RoomsService } from './rooms.service.ts';

/** Rooms and memberships. */
@Module({
  controllers: [RoomsController],
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
        return new RoomsService({ rooms, memberships, passwords, limits, events, now });
      },
    },
  ],
  exports: [RoomsService],
})
export class RoomsModule {}
