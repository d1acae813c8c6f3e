import type { Selectable } from 'kysely';
import { newId } from '../accounts/new-id.ts';
import type { Database } from '../database/database.ts';
import type { ReportsTable } from '../database/schema.ts';
import { type Keyset, type KeysetPage, pageByKeyset } from '../paging/keyset.ts';

/** A report as it is stored. */
export type ReportRow = Selectable<ReportsTable>;

/** What people have reported, and what became of it. */
export class ReportsRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Adds a report; of one person about one message there is one. */
  async add(report: Omit<ReportRow, 'state' | 'handled_by' | 'handled_at'>): Promise<void> {
    await this.#database.transact((transaction) =>
      transaction
        .insertInto('reports')
        .values(report)
        .onConflict((conflict) => conflict.columns(['room_id', 'seq', 'reporter_id']).doNothing())
        .execute(),
    );
  }

  /** The reports of a state, oldest first. */
  list(state: ReportRow['state'], page: Keyset): Promise<KeysetPage<ReportRow>> {
    const query = this.#database.read.selectFrom('reports').selectAll().where('state', '=', state);
    return pageByKeyset(query, page, [
      { column: 'reports.id', order: 'asc', of: (row: { id: string }) => row.id },
    ]);
  }

  /** One report; that somebody read what it is about is noted before it is shown. */
  read(id: string, readerId: string, at: number): Promise<ReportRow | undefined> {
    return this.#database.transact(async (transaction) => {
      const report = await transaction
        .selectFrom('reports')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      if (!report) return undefined;
      const { room_id, seq, reporter_id } = report;
      await transaction
        .insertInto('moderation_log')
        .values({
          ...{ id: newId(), room_id, actor_id: readerId, action: 'read-report', target_id: reporter_id },
          ...{ seq, reason: null, detail: null, at },
        })
        .execute();
      return report;
    });
  }

  /** Moves a report on, unless somebody else has it or it is done with. */
  move(
    id: string,
    actorId: string,
    state: Exclude<ReportRow['state'], 'open'>,
    at: number,
  ): Promise<boolean> {
    return this.#database.transact(async (transaction) => {
      const result = await transaction
        .updateTable('reports')
        .set({ state, handled_by: actorId, handled_at: at })
        .where('id', '=', id)
        .where((builder) =>
          builder.or([
            builder('state', '=', 'open'),
            builder('state', '=', 'claimed').and('handled_by', '=', actorId),
          ]),
        )
        .executeTakeFirst();
      return Number(result.numUpdatedRows) > 0;
    });
  }
}
