import { Problem } from '@parlor/protocol';
import type { PublicUserRow } from '../accounts/users.repository.ts';
import type { PeopleRepository } from './people.repository.ts';

/** One active person, by id or `@handle`. @throws Problem `not_found` */
export async function findPerson(people: PeopleRepository, reference: string): Promise<PublicUserRow> {
  const person = await people.find(reference);
  if (!person) throw new Problem('not_found');
  return person;
}
