import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

/** A message that was looked at: where it stands in the room and in time. */
export interface Sample {
  readonly seq: number;
  readonly nth: number;
  readonly at: number;
}

/** Where a room's messages lie in time, without reading them all. */
export class RailRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** About `count` messages, evenly spread over the room, in one statement; the first and the last are among them. */
  async samples(roomId: string, lastSeq: number, count: number): Promise<Sample[]> {
    const step = Math.max(1, Math.floor(lastSeq / count));
    const { rows } = await sql<Sample>`
      with recursive places(x) as (
        select cast(1 as bigint) union all select x + ${sql.lit(step)} from places where x + ${sql.lit(step)} <= ${sql.lit(lastSeq)}
      )
      select m.seq as seq, m.nth as nth, m.at as at from messages m where m.room_id = ${roomId} and (m.seq in (
        select (select min(n.seq) from messages n where n.room_id = ${roomId} and n.seq >= places.x) from places)
        or m.seq = (select max(o.seq) from messages o where o.room_id = ${roomId}))
      order by m.seq`.execute(this.#database.read);
    return rows;
  }

  /** The seq of the first message made at or after a time, if there is one: a search by halves over the room. */
  async seqAt(roomId: string, lastSeq: number, at: number): Promise<number | undefined> {
    let found: number | undefined;
    let low = 1;
    let high = lastSeq;
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const row = await this.#database.read
        .selectFrom('messages')
        .select(['seq', 'at'])
        .where('room_id', '=', roomId)
        .where('seq', '>=', middle)
        .orderBy('seq')
        .limit(1)
        .executeTakeFirst();
      if (row === undefined) high = middle - 1;
      else if (row.at >= at) {
        found = row.seq;
        high = middle - 1;
      } else low = row.seq + 1;
    }
    return found;
  }
}
