import { Module } from '@nestjs/common';
import type { Actor } from '../accounts/actor.ts';
import { SettingsRepository } from '../accounts/settings.repository.ts';
import { Config } from '../config/config.ts';
import { Clock } from '../operations/clock.ts';
import { Store } from '../operations/store.ts';
import { Connections } from '../realtime/connections.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { RoomsService } from '../rooms/rooms.service.ts';
import { HistoryService } from './history.service.ts';
import { MessageReader } from './message-reader.ts';
import { MessagesController } from './messages.controller.ts';
import { MessagesRepository } from './messages.repository.ts';
import { MessagesService } from './messages.service.ts';
import { SendLimit } from './send-limit.ts';

/** Messages over HTTP, and the service that every binding shares. */
@Module({
  imports: [RoomsModule],
  controllers: [MessagesController],
  providers: [
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
      inject: [RoomsService, HistoryService, Store],
      useFactory: async (rooms: RoomsService, history: HistoryService, database: Store) => {
        const epoch = (await new SettingsRepository(database).get('epoch')) ?? '';
        return new MessageReader({ rooms, history, epoch });
      },
    },
  ],
  exports: [MessagesService],
})
export class MessagesModule {}
