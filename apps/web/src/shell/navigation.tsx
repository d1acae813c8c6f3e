'use client';
import { type ComponentProps, type MouseEvent, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

/**
 * Goes to another screen of the app. The catch-all page is one file, so this only changes the address:
 * Next's own links would ask the server for a page that the export does not have.
 */
export function navigate(path: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') history.pushState(null, '', path);
  else history.replaceState(null, '', path);
  for (const listener of listeners) listener();
}

/** The path of the address, without query. Undefined in the exported page, which has none. */
export function usePath(): string | undefined {
  return useSyncExternalStore(
    subscribe,
    () => location.pathname,
    () => undefined,
  );
}

/** A link to another screen of the app; with a modifier key it is a link as any other. */
export function AppLink({ href, onClick, ...rest }: ComponentProps<'a'> & { readonly href: string }) {
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!plain || event.defaultPrevented) return;
    event.preventDefault();
    navigate(href);
  };
  return <a {...rest} href={href} onClick={go} />;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
}
