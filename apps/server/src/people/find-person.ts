import { Problem } from '@parlor/protocol';
import type { PublicUserRow, UsersRepository } from '../accounts/users.repository.ts';

/** One active person, by id or `@handle`. @throws Problem `not_found` */
export async function findPerson(users: UsersRepository, reference: string): Promise<PublicUserRow> {
  const user = reference.startsWith('@')
    ? await users.findActive('handle', reference.slice(1).toLowerCase())
    : await users.findActive('id', reference);
  if (!user) throw new Problem('not_found');
  return user;
}
