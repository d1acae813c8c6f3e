import type { Author } from '@parlor/protocol';

/** What accounts tell those who see them: `user.updated` goes to the rooms of that person. Never fails. */
export interface AccountEvents {
  updated(user: Author): void;
}

/** The provider token of the port. */
export const AccountEvents = Symbol('AccountEvents');
