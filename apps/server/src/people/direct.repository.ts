import { newId } from '../accounts/new-id.ts';
import type { Database } from '../database/database.ts';
import { insertMember } from '../rooms/memberships.repository.ts';

/** The direct rooms of two people. */
export class DirectRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The id of the direct room of two people, if there is one. */
  async find(one: string, other: string): Promise<string | undefined> {
    const [low = '', high = ''] = [one, other].sort();
    const row = await this.#database.read
      .selectFrom('direct_rooms')
      .select('room_id')
      .where('low_id', '=', low)
      .where('high_id', '=', high)
      .executeTakeFirst();
    return row?.room_id;
  }

  /** Makes the direct room of two people; of those who make it at once, all get the one that the first has made. */
  make(one: string, other: string, at: number): Promise<string> {
    const [low = '', high = ''] = [one, other].sort();
    return this.#database.transact(async (transaction) => {
      const id = newId();
      const { room_id: roomId } = await transaction
        .insertInto('direct_rooms')
        .values({ low_id: low, high_id: high, room_id: id })
        .onConflict((conflict) => conflict.columns(['low_id', 'high_id']).doUpdateSet({ low_id: low }))
        .returning('room_id')
        .executeTakeFirstOrThrow();
      if (roomId !== id) return roomId;
      const head = { room_id: id, seq: 0, count: 0, access_version: 1 };
      await transaction
        .insertInto('rooms')
        .values({ id, kind: 'direct', access: 'hidden', created_by: one, created_at: at })
        .execute();
      await transaction.insertInto('room_heads').values(head).execute();
      for (const userId of [low, high]) await insertMember(transaction, { roomId: id, userId, at });
      return id;
    });
  }
}
