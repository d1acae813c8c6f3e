import { Problem } from '@parlor/protocol';
import { doneBy } from '../admin/audit.ts';
import type { AccountEvents } from './account-events.ts';
import type { Actor } from './actor.ts';
import type { Erasing } from './erasing.ts';
import type { RemovalsRepository } from './removals.repository.ts';
import type { SessionsService } from './sessions.service.ts';
import type { UserRow } from './users.repository.ts';

interface Parts {
  readonly removals: RemovalsRepository;
  readonly sessions: Pick<SessionsService, 'expel'>;
  readonly erasing: Pick<Erasing, 'wake'>;
  readonly events: AccountEvents;
  readonly now: () => number;
}

interface Removal {
  /** Whether every message of the person is deleted too. */
  readonly messages: 'keep' | 'erase';
  /** Who decides it, when it is not the person. */
  readonly by?: { readonly admin: Actor; readonly action: string };
}

/** Ends accounts, whoever has decided it. */
export class RemovalService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Removes an account: nobody asks by it any more, and nothing shows its name. @throws Problem `not_found`, `conflict` */
  async remove({ id, handle }: UserRow, { messages, by }: Removal): Promise<void> {
    const { removals, sessions, events, erasing, now } = this.#parts;
    const at = now();
    const done = by && { action: by.action, target: { id, name: handle }, details: { messages } };
    const audit = by && done && doneBy(by.admin, at, done);
    const result = await removals.remove({ id, messages, now: at, ...(audit && { audit }) });
    if (result.outcome === 'not_found') throw new Problem('not_found');
    if (result.outcome === 'last_admin') throw lastAdmin();
    await sessions.expel(id, 'signed_out');
    events.deleted(id, result.roomIds);
    if (messages === 'erase') erasing.wake();
  }
}

/** `conflict`: somebody must be left to run the server. */
export function lastAdmin(): Problem {
  return new Problem('conflict', { detail: 'This is the last admin: make another one first.' });
}
