const listeners = new Set<(body: string) => void>();

/** Puts words back into the composer: a message that was refused, to be written another way. */
export function editAgain(body: string): void {
  for (const listener of listeners) listener(body);
}

/** The composer listens here. */
export function onEditAgain(listener: (body: string) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
