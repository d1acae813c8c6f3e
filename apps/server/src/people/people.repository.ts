import type { PublicUserRow } from '../accounts/users.repository.ts';
import type { Database } from '../database/database.ts';

/** What anyone may know of a person. */
export const PUBLIC_COLUMNS = [
  ...(['users.id', 'users.handle', 'users.name', 'users.hue'] as const),
  ...(['users.bot', 'users.bio', 'users.role', 'users.created_at'] as const),
] as const;

/** People, as others look for them. */
export class PeopleRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** One active person, by id or `@handle`. */
  find(reference: string): Promise<PublicUserRow | undefined> {
    const [by, value] = reference.startsWith('@')
      ? (['handle', reference.slice(1).toLowerCase()] as const)
      : (['id', reference] as const);
    return this.#database.read
      .selectFrom('users')
      .select(PUBLIC_COLUMNS)
      .where(by, '=', value)
      .where('state', '=', 'active')
      .executeTakeFirst();
  }
}
