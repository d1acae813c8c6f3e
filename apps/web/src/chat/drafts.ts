import { recall, remember } from './device-memory.ts';

/** What was typed and not sent, by room: kept on this device until it is sent or emptied. */
const PREFIX = 'parlor.draft.';
const listeners = new Set<() => void>();

const keyOf = (user: string, room: string) => `${PREFIX}${user}.${room}`;

/** The draft of a room, or the empty string. */
export function readDraft(user: string, room: string): string {
  return recall(keyOf(user, room)) ?? '';
}

/** Keeps a draft; an empty one goes. */
export function writeDraft(user: string, room: string, body: string): void {
  remember(keyOf(user, room), body.trim() === '' ? null : body);
  for (const listener of listeners) listener();
}

/** Tells that a draft came, changed or went. */
export function onDrafts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
