import type { Author, Message } from '@parlor/protocol';
import type { Stored } from './outbox.ts';
import type { OutboxItem } from './outbox-item.ts';

/** One's own message as the log will tell it, made of what was sent and what the server answered. */
export function ownMessage(item: OutboxItem, stored: Stored, author: Author, now: number): Message {
  return {
    seq: stored.seq,
    nth: stored.nth,
    version: stored.version,
    kind: 'text',
    author,
    body: item.body,
    at: new Date(now).toISOString(),
    editedAt: null,
    deletedAt: null,
    deletedBy: null,
    replyTo: item.replyTo ?? null,
    clientId: item.clientId,
    pinned: false,
    mentions: [],
    files: [],
    previews: [],
    reactions: [],
  };
}
