import { Body, Controller, Inject, Post } from '@nestjs/common';
import { Announced, Announcement } from '@parlor/contract';
import type { Actor } from '../accounts/actor.ts';
import { Operation } from '../http/operation.ts';
import { Connections } from '../realtime/connections.ts';
import { encodeEvent } from '../realtime/encoded.ts';

/** An admin's word to everyone connected. */
@Controller('api/v1/admin/announcements')
export class AnnouncementsController {
  readonly #connections: Connections<Actor>;

  constructor(@Inject(Connections) connections: Connections<Actor>) {
    this.#connections = connections;
  }

  @Post()
  @Operation({
    summary: 'Announce something',
    description:
      'The event `notice` goes to everyone who is connected and signed in, whichever room they are in.',
    status: 202,
    answer: Announced,
    problems: ['invalid_input', 'forbidden'],
    role: 'admin',
  })
  announce(@Body({ schema: Announcement }) { text, level }: Announcement): Announced {
    const notice = encodeEvent('notice', { level, text });
    let connections = 0;
    for (const connection of this.#connections.all()) {
      if (connection.identity === undefined) continue;
      connection.event(notice);
      connections += 1;
    }
    return { connections };
  }
}
