/**
 * Proof that a person may be in a room, and what they may do there: the argument of every read and write of it.
 * It is good as long as the room's access version is the one it was made under.
 */
export interface Membership {
  readonly roomId: string;
  readonly userId: string;
  /** What people call the room, when it has a short name. */
  readonly slug: string | null;
  readonly role: 'member' | 'moderator' | 'owner';
  /** The room's `access_version` when the right was read. */
  readonly accessVersion: number;
  /** Seconds between two messages; 0 is off, and for those who moderate. */
  readonly slowMode: number;
  readonly locked: boolean;
  /** Milliseconds since 1970 until which the person may not write; absent: not muted. */
  readonly mutedUntil?: number;
  /** Why nobody may write here any more, or for now: the room is archived, or one of the two blocks the other. */
  readonly closed?: 'archived' | 'blocked';
  /** In a direct room nobody has a say over the other; into a group one is added by whom one lets write to one. */
  readonly kind?: 'room' | 'group' | 'direct';
}

/** Something that keeps a membership for many uses, and can have it judged again when it has become stale. */
export interface MembershipHolder {
  readonly membership: Membership;
  /** Asks anew. Those who ask at the same time get one answer, in the order they asked. */
  renew(): Promise<Membership>;
}
