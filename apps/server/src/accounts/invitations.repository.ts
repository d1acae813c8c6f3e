import type { Insertable, Selectable, Transaction } from 'kysely';
import { appendAudit } from '../admin/audit.repository.ts';
import type { AuditInput } from '../admin/audit.ts';
import type { Database } from '../database/database.ts';
import type { InvitationsTable, Schema } from '../database/schema.ts';
import { type Keyset, type KeysetPage, pageByKeyset } from '../paging/keyset.ts';

/** An invitation as it is stored. */
export type InvitationRow = Selectable<InvitationsTable>;

/** Counts one more use of an invitation that is good; false when it is not, or was used up by others just now. */
export async function useInvitation(
  transaction: Transaction<Schema>,
  codeHash: string,
  now: number,
): Promise<boolean> {
  const result = await transaction
    .updateTable('invitations')
    .set((builder) => ({ uses: builder('uses', '+', 1) }))
    .where('code_hash', '=', codeHash)
    .where('revoked_at', 'is', null)
    .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .where(({ or, eb, ref }) => or([eb('max_uses', 'is', null), eb('uses', '<', ref('max_uses'))]))
    .executeTakeFirst();
  return Number(result.numUpdatedRows) > 0;
}

/** Ways in for newcomers. */
export class InvitationsRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async insert(invitation: Insertable<InvitationsTable>, audit: AuditInput): Promise<void> {
    await this.#database.transact(async (transaction) => {
      await transaction.insertInto('invitations').values(invitation).execute();
      await appendAudit(transaction, audit);
    });
  }

  /** The invitation with this code, good or not. */
  find(codeHash: string): Promise<InvitationRow | undefined> {
    return this.#database.read
      .selectFrom('invitations')
      .selectAll()
      .where('code_hash', '=', codeHash)
      .executeTakeFirst();
  }

  /** Every invitation, the newest first. */
  list(page: Keyset): Promise<KeysetPage<InvitationRow>> {
    const query = this.#database.read.selectFrom('invitations').selectAll();
    return pageByKeyset(query, page, [{ column: 'invitations.id', order: 'desc', of: (row) => row.id }]);
  }

  /** Ends an invitation; false when there is none. */
  revoke(id: string, audit: AuditInput): Promise<boolean> {
    return this.#database.transact(async (transaction) => {
      const row = await transaction
        .selectFrom('invitations')
        .select('revoked_at')
        .where('id', '=', id)
        .executeTakeFirst();
      if (row === undefined) return false;
      if (row.revoked_at !== null) return true;
      await transaction
        .updateTable('invitations')
        .set({ revoked_at: audit.at })
        .where('id', '=', id)
        .execute();
      await appendAudit(transaction, audit);
      return true;
    });
  }
}
