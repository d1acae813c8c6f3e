/** What a batch adds to one member's row. */
export interface MemberChange {
  sent: number;
  at: number;
  seq: number;
  nth: number;
}

/** A room's head as it stands in the open batch. */
export interface Head {
  readonly roomId: string;
  readonly accessVersion: number;
  seq: number;
  count: number;
  /** Whether anything took a number: only then is the head written. */
  moved: boolean;
  /** By user id. */
  readonly members: Map<string, MemberChange>;
}

/** Counts a message of `userId` that took the head's present number: one update a member, however many they sent. */
export function countSent(head: Head, userId: string, at: number): void {
  const member = head.members.get(userId);
  if (member === undefined) {
    head.members.set(userId, { sent: 1, at, seq: head.seq, nth: head.count });
    return;
  }
  member.sent++;
  member.at = at;
  member.seq = head.seq;
  member.nth = head.count;
}

/** Seconds until `slowMode` has passed since the last message. A clock that was set back keeps nobody waiting. */
export function slowModeWait(last: number | null, at: number, slowMode: number): number {
  if (last === null || at < last) return 0;
  return Math.max(0, Math.ceil((last + slowMode * 1_000 - at) / 1_000));
}
