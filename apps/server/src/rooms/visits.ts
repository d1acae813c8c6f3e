import type { MembershipsRepository, Visit } from './memberships.repository.ts';

const MOST_AT_ONCE = 500;
/** How long an entering waits for its visit to be stored. */
const PATIENCE_MS = 250;

/** Remembers when rooms are opened: those who come while the last write is under way share the next. */
export class Visits {
  readonly #memberships: Pick<MembershipsRepository, 'visit'>;
  readonly #now: () => number;
  #pending: Visit[] = [];
  #written: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(memberships: Pick<MembershipsRepository, 'visit'>, now: () => number) {
    this.#memberships = memberships;
    this.#now = now;
  }

  /**
   * Resolves once the visit is stored, so that one's own list is right at once; or when that takes too long,
   * or fails: whoever may read must get in while the disk is slow or full. Only the order of a list is lost.
   */
  async remember(visit: Visit): Promise<void> {
    this.#pending.push(visit);
    this.#next ??= this.#written.then(() => this.#write());
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    await Promise.race([this.#next.catch(() => undefined), patience]);
    clearTimeout(timer);
  }

  async #write(): Promise<void> {
    const visits = this.#pending;
    this.#pending = [];
    this.#next = undefined;
    const work = this.#store(visits);
    // A failed write is told to those who wait for it, and holds up nobody after it.
    this.#written = work.catch(() => undefined);
    await work;
  }

  async #store(visits: readonly Visit[]): Promise<void> {
    for (let start = 0; start < visits.length; start += MOST_AT_ONCE) {
      await this.#memberships.visit(visits.slice(start, start + MOST_AT_ONCE), this.#now());
    }
  }
}
