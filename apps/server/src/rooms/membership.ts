/**
 * Proof that a person may be in a room, and what they may do there: the argument of every read and write of it.
 * It is good as long as the room's access version is the one it was made under.
 */
export interface Membership {
  readonly roomId: string;
  readonly userId: string;
  readonly role: 'member' | 'moderator' | 'owner';
  /** The room's `access_version` when the right was read. */
  readonly accessVersion: number;
  /** Seconds between two messages; 0 is off, and for those who moderate. */
  readonly slowMode: number;
  readonly locked: boolean;
}
