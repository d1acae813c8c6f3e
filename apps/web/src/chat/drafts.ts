/** What was typed and not sent, by room: kept on this device until it is sent or emptied. */
const PREFIX = 'parlor.draft.';
const listeners = new Set<() => void>();

const keyOf = (user: string, room: string) => `${PREFIX}${user}.${room}`;

/** The draft of a room, or the empty string. */
export function readDraft(user: string, room: string): string {
  return attempt(() => localStorage.getItem(keyOf(user, room))) ?? '';
}

/** Keeps a draft; an empty one goes. */
export function writeDraft(user: string, room: string, body: string): void {
  attempt(() => {
    if (body.trim() === '') localStorage.removeItem(keyOf(user, room));
    else localStorage.setItem(keyOf(user, room), body);
  });
  for (const listener of listeners) listener();
}

/** Tells that a draft came, changed or went. */
export function onDrafts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A browser may refuse its storage; the text is in the composer all the same. */
function attempt<Value>(action: () => Value): Value | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
