'use client';
import type { OutboxItem, SessionState } from '@parlor/client';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { currentChat } from './current-chat.ts';
import { onDrafts, readDraft } from './drafts.ts';

const NONE: readonly OutboxItem[] = [];
const CONNECTING: SessionState = { name: 'connecting', attempt: 0 };
const nothing = () => () => {};

/** Where the connection stands. */
export function useSession(): SessionState {
  const session = currentChat()?.session;
  return useSyncExternalStore(
    useCallback((listener) => session?.onState(listener) ?? nothing(), [session]),
    () => session?.state ?? CONNECTING,
    () => CONNECTING,
  );
}

/** One's own messages that are not sent yet, of one room or of all. */
export function useOutbox(room?: string): readonly OutboxItem[] {
  const outbox = currentChat()?.outbox;
  const all = useSyncExternalStore(
    useCallback((listener) => outbox?.onChange(listener) ?? nothing(), [outbox]),
    () => outbox?.items ?? NONE,
    () => NONE,
  );
  return room === undefined ? all : all.filter((item) => item.room === room);
}

/** Whether a room has a draft. */
export function useHasDraft(user: string, room: string): boolean {
  return useSyncExternalStore(
    onDrafts,
    () => readDraft(user, room) !== '',
    () => false,
  );
}

/** Whether something has been so for `ms` now: what passes quickly is not worth a word. */
export function useLasting(is: boolean, ms: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!is) return setLasting(false);
    const timer = setTimeout(() => setLasting(true), ms);
    return () => clearTimeout(timer);
  }, [is, ms]);
  return is && lasting;
}

/** Whether the browser says that there is a network. */
export function useNetwork(): boolean {
  return useSyncExternalStore(
    (listener) => {
      addEventListener('online', listener);
      addEventListener('offline', listener);
      return () => {
        removeEventListener('online', listener);
        removeEventListener('offline', listener);
      };
    },
    () => navigator.onLine,
    () => true,
  );
}
