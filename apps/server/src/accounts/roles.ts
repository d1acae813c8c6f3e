import { Problem } from '@parlor/protocol';
import type { Actor } from './actor.ts';

const RANKS = { user: 0, moderator: 1, admin: 2 } as const satisfies Record<Actor['role'], number>;

/** Refuses who has not got that office, or a higher one. @throws Problem `forbidden` */
export function requireRole({ role }: Pick<Actor, 'role'>, wanted: Actor['role']): void {
  if (RANKS[role] < RANKS[wanted]) throw new Problem('forbidden', { detail: `This is for a ${wanted}.` });
}
