import { Body, Controller, Inject, Post } from '@nestjs/common';
import { Announced, Announcement } from '@parlor/contract';
import { Problem } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import { CurrentActor } from '../accounts/current-actor.ts';
import { Operation } from '../http/operation.ts';
import type { Connections } from '../realtime/connections.ts';
import { encodeEvent } from '../realtime/encoded.ts';

/** The provider token of everyone who is connected. */
export const Everyone = Symbol('Everyone');

/** An admin's word to everyone connected. */
@Controller('api/v1/admin/announcements')
export class AnnouncementsController {
  readonly #connections: Connections<Actor>;

  constructor(@Inject(Everyone) connections: Connections<Actor>) {
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
  })
  announce(
    @CurrentActor() actor: Actor,
    @Body({ schema: Announcement }) { text, level }: Announcement,
  ): Announced {
    if (actor.role !== 'admin') throw new Problem('forbidden');
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
