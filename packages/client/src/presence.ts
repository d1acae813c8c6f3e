import type { EnteredRoom, EventData, Present } from '@parlor/protocol';

/** Who has a room open now: up to the protocol's 100 by name, and the true number. */
export interface Presence {
  readonly people: readonly Present[];
  readonly count: number;
}

/** Nobody, or nothing known yet. */
export const NOBODY: Presence = { people: [], count: 0 };

/** The presence that the reply to an entering tells. */
export function presenceOf(reply: EnteredRoom): Presence {
  return { people: reply.present, count: reply.count };
}

/** Folds in who came, went and changed. */
export function applyPresence(presence: Presence, change: EventData['presence.changed']): Presence {
  const people = new Map(presence.people.map((present) => [present.user.id, present]));
  for (const id of change.left) people.delete(id);
  for (const present of [...change.joined, ...change.changed]) people.set(present.user.id, present);
  return { people: [...people.values()], count: change.count };
}
