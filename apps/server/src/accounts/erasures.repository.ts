import type { Database } from '../database/database.ts';

/** Numbers of a room that are looked through in one statement: a short read, however large the room. */
const WINDOW = 2_000;

/** Messages of people who are gone and wanted them gone too. */
export class ErasuresRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Whose messages are still to be deleted. */
  async pending(): Promise<string[]> {
    const rows = await this.#database.read
      .selectFrom('erasures')
      .select('user_id')
      .orderBy('asked_at')
      .execute();
    return rows.map(({ user_id }) => user_id);
  }

  /** Every room with where its log ends. */
  rooms(): Promise<{ room_id: string; seq: number }[]> {
    return this.#database.read
      .selectFrom('room_heads')
      .select(['room_id', 'seq'])
      .orderBy('room_id')
      .execute();
  }

  /** Deletes a person's messages among some numbers of a room, through the writer, which tells the room. */
  async erase(userId: string, roomId: string, { after, at }: { after: number; at: number }): Promise<number> {
    const rows = await this.#database.read
      .selectFrom('messages')
      .select('seq')
      .where('room_id', '=', roomId)
      .where('seq', '>', after)
      .where('seq', '<=', after + WINDOW)
      .where('author_id', '=', userId)
      .where('deleted_at', 'is', null)
      .execute();
    const job = { roomId, actorId: userId, moderates: 0, at } as const;
    // The person has no right in the room any more; what they ask for was asked while they were somebody.
    const accessVersion = Number.MAX_SAFE_INTEGER;
    const action = { do: 'delete' } as const;
    await Promise.all(
      rows.map(({ seq }) => this.#database.writer.change({ ...job, seq, accessVersion, action })),
    );
    return after + WINDOW;
  }

  /** Notes that nothing is left to do for a person. */
  async done(userId: string): Promise<void> {
    await this.#database.transact((transaction) =>
      transaction.deleteFrom('erasures').where('user_id', '=', userId).execute(),
    );
  }
}
