import { createHash } from 'node:crypto';
import type { Me, PublicUser } from '@parlor/contract';
import type { Author } from '@parlor/protocol';
import type { Actor } from './actor.ts';
import type { PublicUserRow, UserRow } from './users.repository.ts';

/** A person beside a message. */
export function toAuthor({ id, handle, name, hue, bot }: PublicUserRow): Actor['author'] {
  return { id, handle, name, hue, bot: bot === 1 } satisfies Author;
}

/** A person as everyone may see them. */
export function toPublicUser(row: PublicUserRow): PublicUser {
  return {
    ...toAuthor(row),
    bio: row.bio,
    role: row.role,
    createdAt: new Date(row.created_at).toISOString(),
  };
}

/** A person as they see themselves. */
export function toMe(row: UserRow): Me {
  return { ...toPublicUser(row), email: row.email };
}

/** The hue a person has until they choose one: always the same for the same id. */
export function hueOf(id: string): number {
  return createHash('sha256').update(id).digest().readUInt32BE() % 360;
}
