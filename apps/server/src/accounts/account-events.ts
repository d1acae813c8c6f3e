import type { Author } from '@parlor/protocol';

/** What accounts tell those who see them; none of it fails. */
export interface AccountEvents {
  /** Someone has another name, or colour: their rooms are told. */
  updated(user: Author, roomIds: readonly string[]): void;
  /** Someone is gone: what is remembered with their name on it is forgotten, and their rooms are told. */
  deleted(userId: string, roomIds: readonly string[]): void;
  /** Someone may do more, or less: their connections are closed, and come back as who they are now. */
  rightsChanged(userId: string): void;
}

/** The provider token of the port. */
export const AccountEvents = Symbol('AccountEvents');
