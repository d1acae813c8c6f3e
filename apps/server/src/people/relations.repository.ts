import type { WhoMayMessage } from '@parlor/contract';
import type { Transaction } from 'kysely';
import type { PublicUserRow } from '../accounts/users.repository.ts';
import type { Database } from '../database/database.ts';
import type { RelationsTable, Schema } from '../database/schema.ts';
import { type Keyset, type KeysetPage, pageByKeyset } from '../paging/keyset.ts';
import { PUBLIC_COLUMNS } from './people.repository.ts';

type Kind = RelationsTable['kind'];

/** The key of the server's own rule. */
const SERVER_RULE = 'who_may_message';

/** What two people are to each other: each kind as the first has it of the second, and the other way round. */
export interface Standing {
  readonly mine: ReadonlySet<Kind>;
  readonly theirs: ReadonlySet<Kind>;
}

/** Someone, and since when. */
export interface RelatedRow extends PublicUserRow {
  readonly since: number;
}

/** What people are to each other. */
export class RelationsRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** What two people are to each other. */
  between(one: string, other: string): Promise<Standing> {
    return standing(this.#database.read, one, other);
  }

  /** Does `work` with how the two stand, and with nobody else writing meanwhile. */
  decide<T>(one: string, other: string, work: (pair: Pair, now: Standing) => Promise<T>): Promise<T> {
    return this.#database.transact(async (transaction) =>
      work(new Pair(transaction, one, other), await standing(transaction, one, other)),
    );
  }

  /** Those whom a person has in a relation, or who have the person in it, by handle. */
  list(
    userId: string,
    { kind, way }: { kind: Kind; way: 'of' | 'to' },
    page: Keyset,
  ): Promise<KeysetPage<RelatedRow>> {
    const [mine, theirs] =
      way === 'of'
        ? (['relations.user_id', 'relations.other_id'] as const)
        : (['relations.other_id', 'relations.user_id'] as const);
    const query = this.#database.read
      .selectFrom('relations')
      .innerJoin('users', 'users.id', theirs)
      .select(PUBLIC_COLUMNS)
      .select(['relations.at as since'])
      .where(mine, '=', userId)
      .where('relations.kind', '=', kind)
      .where('users.state', '=', 'active');
    return pageByKeyset(query, page, [{ column: 'users.handle', order: 'asc', of: (row) => row.handle }]);
  }

  /** Which of these people block the person, or are blocked by them. */
  async blockedAmong(userId: string, others: readonly string[]): Promise<ReadonlySet<string>> {
    if (others.length === 0) return new Set();
    const rows = await this.#database.read
      .selectFrom('relations')
      .select(['user_id', 'other_id'])
      .where('kind', '=', 'block')
      .where((builder) =>
        builder.or([
          builder('user_id', '=', userId).and('other_id', 'in', others),
          builder('other_id', '=', userId).and('user_id', 'in', others),
        ]),
      )
      .execute();
    return new Set(rows.map(({ user_id, other_id }) => (user_id === userId ? other_id : user_id)));
  }

  /** Whether two people belong to a room together that is not theirs alone. */
  async shareRoom(one: string, other: string): Promise<boolean> {
    const row = await this.#database.read
      .selectFrom('memberships as mine')
      .innerJoin('memberships as theirs', 'theirs.room_id', 'mine.room_id')
      .innerJoin('rooms', 'rooms.id', 'mine.room_id')
      .select('mine.room_id')
      .where('mine.user_id', '=', one)
      .where('theirs.user_id', '=', other)
      .where('rooms.kind', '<>', 'direct')
      .where('rooms.archived_at', 'is', null)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** A person's own rule, if they have one. */
  async ruleOf(userId: string): Promise<WhoMayMessage | undefined> {
    const row = await this.#database.read
      .selectFrom('message_rules')
      .select('who')
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row?.who;
  }

  /** Sets a person's own rule. */
  async setRule(userId: string, who: WhoMayMessage): Promise<void> {
    await this.#database.transact((transaction) =>
      transaction
        .insertInto('message_rules')
        .values({ user_id: userId, who })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ who }))
        .execute(),
    );
  }

  /** The server's rule. */
  async serverRule(): Promise<WhoMayMessage> {
    const row = await this.#database.read
      .selectFrom('settings')
      .select('value')
      .where('key', '=', SERVER_RULE)
      .executeTakeFirst();
    return (row?.value ?? 'shared_room') as WhoMayMessage;
  }

  /** Sets the server's rule. */
  async setServerRule(who: WhoMayMessage): Promise<void> {
    await this.#database.transact((transaction) =>
      transaction
        .insertInto('settings')
        .values({ key: SERVER_RULE, value: who })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: who }))
        .execute(),
    );
  }
}

/** Two people, inside a transaction. */
export class Pair {
  readonly #transaction: Transaction<Schema>;
  readonly #one: string;
  readonly #other: string;

  constructor(transaction: Transaction<Schema>, one: string, other: string) {
    this.#transaction = transaction;
    this.#one = one;
    this.#other = other;
  }

  /** The first has the second in this relation from now on. */
  async add(kind: Kind, at: number): Promise<void> {
    await this.#insert(this.#one, this.#other, kind, at);
  }

  /** The two have each other in this relation from now on. */
  async addBoth(kind: Kind, at: number): Promise<void> {
    await this.#insert(this.#one, this.#other, kind, at);
    await this.#insert(this.#other, this.#one, kind, at);
  }

  /** The first no longer has the second in these relations. */
  async remove(...kinds: readonly Kind[]): Promise<void> {
    await this.#delete(this.#one, this.#other, kinds);
  }

  /** Neither has the other in these relations any more. */
  async removeBoth(...kinds: readonly Kind[]): Promise<void> {
    await this.#delete(this.#one, this.#other, kinds);
    await this.#delete(this.#other, this.#one, kinds);
  }

  /** Whatever was allowed in the direct room of the two is judged again. */
  async raiseDirect(): Promise<void> {
    const [low = '', high = ''] = [this.#one, this.#other].sort();
    await this.#transaction
      .updateTable('room_heads')
      .set((builder) => ({ access_version: builder('access_version', '+', 1) }))
      .where('room_id', 'in', (builder) =>
        builder
          .selectFrom('direct_rooms')
          .select('room_id')
          .where('low_id', '=', low)
          .where('high_id', '=', high),
      )
      .execute();
  }

  async #insert(userId: string, otherId: string, kind: Kind, at: number): Promise<void> {
    await this.#transaction
      .insertInto('relations')
      .values({ user_id: userId, other_id: otherId, kind, at })
      .onConflict((conflict) => conflict.columns(['user_id', 'other_id', 'kind']).doNothing())
      .execute();
  }

  async #delete(userId: string, otherId: string, kinds: readonly Kind[]): Promise<void> {
    await this.#transaction
      .deleteFrom('relations')
      .where('user_id', '=', userId)
      .where('other_id', '=', otherId)
      .where('kind', 'in', kinds)
      .execute();
  }
}

async function standing(
  store: Pick<Database['read'], 'selectFrom'>,
  one: string,
  other: string,
): Promise<Standing> {
  const rows = await store
    .selectFrom('relations')
    .select(['user_id', 'kind'])
    .where('user_id', 'in', [one, other])
    .where('other_id', 'in', [one, other])
    .execute();
  const kindsOf = (userId: string) =>
    new Set(rows.filter((row) => row.user_id === userId).map(({ kind }) => kind));
  return { mine: kindsOf(one), theirs: kindsOf(other) };
}
