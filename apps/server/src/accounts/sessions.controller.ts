import { Controller, Delete, Get, Param } from '@nestjs/common';
import { type Session, SessionList, string } from '@parlor/contract';
import { Operation } from '../http/operation.ts';
import type { Actor } from './actor.ts';
import { CurrentActor } from './current-actor.ts';
import type { SessionRow } from './sessions.repository.ts';
import { SessionsService } from './sessions.service.ts';

const SessionId = string({ min: 1, max: 64 });

/** One's own sign-ins. */
@Controller('api/v1/auth/sessions')
export class SessionsController {
  readonly #sessions: SessionsService;

  constructor(sessions: SessionsService) {
    this.#sessions = sessions;
  }

  @Get()
  @Operation({
    summary: "List one's own sessions",
    description: 'Every device that is signed in, the last used first.',
    answer: SessionList,
  })
  async list(@CurrentActor() actor: Actor): Promise<{ items: Session[] }> {
    const rows = await this.#sessions.listOf(actor.userId);
    return { items: rows.map((row) => toSession(row, actor)) };
  }

  @Delete()
  @Operation({
    summary: 'End all other sessions',
    description: 'Signs out every device but this one.',
    status: 204,
  })
  async endOthers(@CurrentActor() { userId, sessionId }: Actor): Promise<void> {
    await this.#sessions.endOthers(userId, sessionId);
  }

  @Delete(':session')
  @Operation({
    summary: 'End a session',
    description: "Signs one of one's own devices out: its connections are closed within two seconds.",
    status: 204,
    problems: ['not_found'],
  })
  async endSession(
    @CurrentActor() actor: Actor,
    @Param('session', { schema: SessionId }) session: string,
  ): Promise<void> {
    await this.#sessions.revoke(actor.userId, session);
  }
}

function toSession(row: SessionRow, actor: Actor): Session {
  const at = (time: number) => new Date(time).toISOString();
  return {
    id: row.id,
    current: row.id === actor.sessionId,
    userAgent: row.user_agent,
    address: row.address,
    createdAt: at(row.created_at),
    lastUsedAt: at(row.last_used_at),
    expiresAt: at(row.expires_at),
  };
}
