/** A word at the edge of the page, with at most one thing to do about it. */
export interface Toast {
  readonly text: string;
  readonly tone: 'calm' | 'failure';
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** How long one stays, in milliseconds: the time one has to undo. */
const STAYS = 8_000;

let current: Toast | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** The one that is shown. */
export const currentToast = (): Toast | undefined => current;

/** Tells that it is another. */
export function onToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows one, in place of the one before. */
export function showToast(toast: Toast): void {
  clearTimeout(timer);
  timer = setTimeout(() => hideToast(toast), STAYS);
  set(toast);
}

/** Takes one away, unless it is gone already. */
export function hideToast(toast: Toast | undefined = current): void {
  if (current === toast) set(undefined);
}

function set(toast: Toast | undefined): void {
  current = toast;
  for (const listener of listeners) listener();
}
