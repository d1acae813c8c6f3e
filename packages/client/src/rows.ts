import type { Message } from '@parlor/protocol';
import type { OutboxItem } from './outbox-item.ts';
import type { Timeline } from './timeline.ts';

/** What a timeline shows: a message of the log, or one of one's own that is still on its way. */
export type Row =
  | { readonly kind: 'message'; readonly key: string; readonly message: Message }
  | { readonly kind: 'pending'; readonly key: string; readonly item: OutboxItem };

/**
 * The rows of a timeline, oldest first, what is on its way last.
 * One's own message keeps the key of its `clientId` from writing to storage and beyond, so that nothing is
 * remounted when it arrives; an item whose message is there already is not shown a second time.
 */
export function rowsOf(timeline: Timeline, items: readonly OutboxItem[], me: string | undefined): Row[] {
  const arrived = new Set<string>();
  const rows: Row[] = timeline.messages.map((message) => {
    const own = message.author.id === me ? message.clientId : null;
    if (own !== null) arrived.add(own);
    return { kind: 'message', key: own === null ? `s${message.seq}` : `c${own}`, message };
  });
  for (const item of items) {
    if (!arrived.has(item.clientId)) rows.push({ kind: 'pending', key: `c${item.clientId}`, item });
  }
  return rows;
}
