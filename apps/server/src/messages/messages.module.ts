import { Module } from '@nestjs/common';
import type { Actor } from '../accounts/actor.ts';
import { SettingsRepository } from '../accounts/settings.repository.ts';
import { Config } from '../config/config.ts';
import { Clock } from '../operations/clock.ts';
import { Store } from '../operations/store.ts';
import { Connections } from '../realtime/connections.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { RoomsService } from '../rooms/rooms.service.ts';
import { Epoch } from './epoch.ts';
import { HistoryService } from './history.service.ts';
import { LookingBack } from './looking-back.ts';
import { MessageReader } from './message-reader.ts';
import { MessagesController } from './messages.controller.ts';
import { MessagesRepository } from './messages.repository.ts';
import { MessagesService } from './messages.service.ts';
import { PinsController } from './pins.controller.ts';
import { RailRepository } from './rail.repository.ts';
import { ReportsController } from './reports.controller.ts';
import { ReportsRepository } from './reports.repository.ts';
import { ReportsService } from './reports.service.ts';
import { SendLimit } from './send-limit.ts';

/** Messages over HTTP, and the service that every binding shares. */
@Module({
  imports: [RoomsModule],
  controllers: [MessagesController, PinsController, ReportsController],
  providers: [
    {
      provide: Epoch,
      inject: [Store],
      useFactory: async (database: Store) => (await new SettingsRepository(database).get('epoch')) ?? '',
    },
    {
      provide: MessagesService,
      inject: [RoomsService, MessagesRepository, Connections, Config, Clock],
      useFactory: (
        rooms: RoomsService,
        messages: MessagesRepository,
        connections: Connections<Actor>,
        config: Config,
        now: Clock,
      ) => {
        const limit = new SendLimit(config.rateLimits ? 'on' : 'off');
        return new MessagesService({ rooms, messages, limit, connections, now });
      },
    },
    {
      provide: MessageReader,
      inject: [RoomsService, HistoryService, Store, Epoch],
      useFactory: (rooms: RoomsService, history: HistoryService, database: Store, epoch: string) =>
        new MessageReader({ rooms, history, epoch, rail: new RailRepository(database) }),
    },
    {
      provide: LookingBack,
      inject: [RoomsService, MessagesRepository, Store],
      useFactory: (rooms: RoomsService, messages: MessagesRepository, database: Store) =>
        new LookingBack({ rooms, messages, rail: new RailRepository(database) }),
    },
    {
      provide: ReportsService,
      inject: [RoomsService, MessagesRepository, Store, Clock],
      useFactory: (rooms: RoomsService, messages: MessagesRepository, database: Store, now: Clock) =>
        new ReportsService({ rooms, messages, reports: new ReportsRepository(database), now }),
    },
  ],
  exports: [Epoch, MessagesService],
})
export class MessagesModule {}
