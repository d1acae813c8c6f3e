import type { LogSource } from '../realtime/log-follower.ts';
import type { BelongingRepository } from '../rooms/belonging.repository.ts';
import type { HistoryService } from './history.service.ts';

/** The rooms' logs as the hub reads them when what it was told is not enough. */
export class RoomLog implements LogSource {
  readonly #history: HistoryService;
  readonly #belonging: BelongingRepository;

  constructor(history: HistoryService, belonging: BelongingRepository) {
    this.#history = history;
    this.#belonging = belonging;
  }

  head(roomId: string) {
    return this.#history.head(roomId);
  }

  changesAfter(roomId: string, seq: number) {
    return this.#history.changes(roomId, seq);
  }

  belonging(roomId: string, userIds: readonly string[]) {
    return this.#belonging.among(roomId, userIds);
  }
}
