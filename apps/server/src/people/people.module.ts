import { Module } from '@nestjs/common';
import { RateLimits } from '../http/rate-limits.ts';
import { Clock } from '../operations/clock.ts';
import { Store } from '../operations/store.ts';
import { RoomEvents } from '../rooms/room-events.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { RoomsService } from '../rooms/rooms.service.ts';
import { DirectRepository } from './direct.repository.ts';
import { DirectService } from './direct.service.ts';
import { PeopleRepository } from './people.repository.ts';
import { Reach } from './reach.ts';
import { RelationsController } from './relations.controller.ts';
import { RelationsRepository } from './relations.repository.ts';
import { RelationsService } from './relations.service.ts';

/** Friends, followers, blocks, and the rooms of two. */
@Module({
  imports: [RoomsModule],
  controllers: [RelationsController],
  providers: [
    {
      provide: RelationsService,
      inject: [Store, RateLimits, Clock],
      useFactory: (database: Store, limits: RateLimits, now: Clock) => {
        const relations = new RelationsRepository(database);
        return new RelationsService({ relations, people: new PeopleRepository(database), limits, now });
      },
    },
    {
      provide: DirectService,
      inject: [Store, RoomsService, RoomEvents, Clock],
      useFactory: (database: Store, rooms: RoomsService, events: RoomEvents, now: Clock) => {
        const reach = new Reach(new RelationsRepository(database));
        const direct = new DirectRepository(database);
        return new DirectService({
          rooms,
          direct,
          people: new PeopleRepository(database),
          reach,
          events,
          now,
        });
      },
    },
  ],
})
export class PeopleModule {}
