import type { AdminUser } from '@parlor/contract';
import { toMe } from '../accounts/user.ts';
import type { UserRow } from '../accounts/users.repository.ts';

/** A person as admins see them. */
export function toAdminUser(row: UserRow): AdminUser {
  return { ...toMe(row), state: row.state };
}
