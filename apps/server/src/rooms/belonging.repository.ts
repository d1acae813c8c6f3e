import type { Database } from '../database/database.ts';

/** People asked about in one statement: both stores bound its parameters. */
const CHUNK = 500;

/** Those of some people who belong to a room, at least as new as the access version given with them. */
export interface Belonging {
  readonly accessVersion: number;
  readonly users: ReadonlySet<string>;
}

/** Who belongs where, as live connections need to know it. */
export class BelongingRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Which of these people belong to the room. */
  async among(roomId: string, userIds: readonly string[]): Promise<Belonging> {
    // The version is read first: the memberships read after it are at least as new.
    const head = await this.#database.read
      .selectFrom('room_heads')
      .select('access_version')
      .where('room_id', '=', roomId)
      .executeTakeFirst();
    const users = new Set<string>();
    for (let start = 0; start < userIds.length; start += CHUNK) {
      const rows = await this.#members(roomId, userIds.slice(start, start + CHUNK));
      for (const { user_id } of rows) users.add(user_id);
    }
    return { accessVersion: head?.access_version ?? 0, users };
  }

  /** The rooms that someone belongs to. */
  async roomIdsOf(userId: string): Promise<string[]> {
    const rows = await this.#database.read
      .selectFrom('memberships')
      .select('room_id')
      .where('user_id', '=', userId)
      .execute();
    return rows.map(({ room_id }) => room_id);
  }

  #members(roomId: string, userIds: readonly string[]) {
    return this.#database.read
      .selectFrom('memberships')
      .select('user_id')
      .where('room_id', '=', roomId)
      .where('user_id', 'in', userIds)
      .execute();
  }
}
